"""No planned disruption takes an application below what its budget promises, second by second."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.chart.ready_pods import watched
from sandbox.chart.release import Release
from tests.helm.conftest import Install
from tests.patience import eventually

ZONE = "topology.kubernetes.io/zone"


@pytest.fixture(scope="session")
def app(install: Install, files: dict[str, Path]) -> Release:
    """Return a release of the image-only application: three pods, of which two must stay."""
    return install({"disrupted": files["app1"]})["disrupted"]


def test_an_upgrade_takes_no_ready_pod_away_first(app: Release) -> None:
    with watched(app) as counts:
        app.upgrade("--set=env.REVISION=new")
    assert min(counts) >= 3
    assert max(counts) > 3


def test_a_rollback_takes_no_ready_pod_away_first(app: Release) -> None:
    app.upgrade("--set=env.REVISION=to be undone")
    with watched(app) as counts:
        app.helm("rollback", app.name, "--wait")
    assert min(counts) >= 3
    assert max(counts) > 3


def test_a_drain_of_two_zones_at_once_leaves_the_budget(
    app: Release,
) -> None:
    with watched(app) as counts, drained(app, "eu-west-1a", "eu-west-1b"):
        pass
    assert min(counts) == 2


def test_the_pods_of_a_drained_zone_find_room_in_the_others(
    app: Release,
) -> None:
    with drained(app, "eu-west-1c"):
        app.wait_for_replicas()
        nodes = {pod["spec"]["nodeName"] for pod in app.get("pods")}
    assert not any("eu-west-1c" in node for node in nodes)


def test_pods_of_canaries_are_started_afresh_within_the_budget(
    install: Install, files: dict[str, Path]
) -> None:
    release = install({"restarted": files["ci-canary"]})["restarted"]
    before = release.ready_pods()
    now = json.dumps({"spec": {"restartAt": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}})
    with watched(release) as counts:
        release.kubectl("patch", "rollout", "restarted", "--type=merge", f"--patch={now}")
        eventually(lambda: len(release.ready_pods() - before) == len(before))
    assert min(counts) >= len(before) - 1


@contextmanager
def drained(release: Release, *zones: str) -> Iterator[None]:
    """Drain the nodes of zones of a release's pods, all at the same time; give them back after."""
    nodes = [
        node["metadata"]["name"]
        for node in release.get("nodes", "--selector=node=apps")
        if node["metadata"]["labels"][ZONE] in zones
    ]
    assert len(nodes) == 2 * len(zones)
    pods = f"--pod-selector=app.kubernetes.io/name={release.name}"
    try:
        release.cluster.run("kubectl", "drain", *nodes, pods, "--delete-emptydir-data")
        yield
    finally:
        release.cluster.run("kubectl", "uncordon", *nodes)
