"""When a cluster is active, with another control plane in place of the real one."""

from collections.abc import Iterator
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from ops.command import Failure
from sandbox.aws.eks import control_planes, starting
from sandbox.aws.eks.control_planes import Endpoint
from tests.patience import PATIENCE_SECONDS, eventually

# Not moto's own, which needs an account.
Cluster = Any


class Planes:
    """Control planes that start when they are let, or fail.

    Attributes:
        may: Set once they may start.
        fails: Whether they fail.
    """

    def __init__(self) -> None:
        self.may, self.fails = Event(), False

    def start(self, name: str, region: str) -> Endpoint:
        """Wait, then return an endpoint."""
        self.may.wait(PATIENCE_SECONDS)
        if self.fails:
            raise Failure(f"{name} in {region}: etcd is gone")
        return Endpoint("https://here", "authority", "ID")

    def stop(self, name: str) -> None:
        """Do nothing."""


@pytest.fixture
def planes() -> Iterator[Planes]:
    before, put = control_planes.chosen(), Planes()
    control_planes.use(put)
    yield put
    put.may.set()
    control_planes.use(before)


@pytest.fixture
def cluster() -> Cluster:
    return SimpleNamespace(name="platform", status="ACTIVE", endpoint="")


def test_a_control_plane_that_runs_already_is_waited_for(planes: Planes, cluster: Cluster) -> None:
    planes.may.set()
    starting.start(cluster, "eu-west-1")
    assert (cluster.status, cluster.endpoint) == ("ACTIVE", "https://here")
    assert cluster.identity["oidc"]["issuer"].endswith(".eu-west-1.amazonaws.com/id/ID")


def test_one_that_does_not_start_is_told(planes: Planes, cluster: Cluster) -> None:
    planes.fails = True
    planes.may.set()
    with pytest.raises(Failure, match="platform in eu-west-1: etcd is gone"):
        starting.start(cluster, "eu-west-1")


@pytest.mark.parametrize(("fails", "status"), [(False, "ACTIVE"), (True, "FAILED")])
def test_meanwhile_a_cluster_is_being_created(
    planes: Planes, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, status: str, *, fails: bool
) -> None:
    monkeypatch.setattr(starting, "ANSWER_SECONDS", 0)
    planes.fails = fails
    starting.start(cluster, "eu-west-1")
    assert (cluster.status, cluster.endpoint) == ("CREATING", "")
    planes.may.set()
    eventually(lambda: cluster.status == status)
    assert cluster.endpoint == ("" if fails else "https://here")
