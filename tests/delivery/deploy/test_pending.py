"""Releases over which Helm was killed."""

from dataclasses import dataclass

import pytest

from delivery.deploy.pending import pending, releases_of
from ops.kubectl import Kubectl

OURS = {("app1", "app1"), ("kube-system", "metrics-server")}


@dataclass(frozen=True, kw_only=True)
class Secrets(Kubectl):
    """A cluster with the Secrets of Helm's revisions.

    Attributes:
        table: They, as kubectl prints them.
    """

    table: str

    def run(self, *arguments: str) -> str:
        """Return the table, which holds labels and no values."""
        assert arguments[:3] == ("get", "secrets", "--all-namespaces")
        assert "--label-columns=name,version,status" in arguments
        assert not any("output" in each for each in arguments)
        return self.table


def found(*revisions: str) -> list[str]:
    """Return what is pending, given the namespace, name, number and status of revisions."""
    lines = []
    for each in revisions:
        namespace, name, number, status = each.split()
        secret = f"sh.helm.release.v1.{name}.v{number}"
        columns = [namespace, secret, "helm.sh/release.v1", "1", "12m", name, number, status]
        lines.append("   ".join(columns))
    return [str(each) for each in pending(Secrets(table="\n".join(lines)), OURS)]


def test_releases_that_are_deployed_are_not_pending() -> None:
    assert found("app1 app1 1 superseded", "app1 app1 2 deployed", "app1 app1 3 failed") == []


def test_no_release_at_all_is_not_pending() -> None:
    assert found() == []


@pytest.mark.parametrize("status", ["pending-upgrade", "pending-rollback"])
def test_a_release_goes_back_to_the_last_revision_that_was_whole(status: str) -> None:
    revisions = [
        "app1 app1 9 superseded",
        "app1 app1 10 deployed",
        "app1 app1 11 failed",
        f"app1 app1 12 {status}",
    ]

    (told,) = found(*reversed(revisions))

    assert told.splitlines() == [
        f"app1/app1: revision 12 is {status}, for 12m",
        "  helm rollback app1 10 --namespace app1 --wait",
    ]


def test_a_release_that_was_never_whole_goes_away() -> None:
    (told,) = found("kube-system metrics-server 1 pending-install")

    assert told.splitlines() == [
        "kube-system/metrics-server: revision 1 is pending-install, for 12m",
        "  helm uninstall metrics-server --namespace kube-system --wait",
    ]


def test_a_release_that_was_going_away_goes_on_so() -> None:
    (told,) = found("app1 app1 1 superseded", "app1 app1 2 uninstalling")

    assert told.endswith("helm uninstall app1 --namespace app1 --wait")


def test_a_release_of_somebody_else_is_not_ours_to_judge() -> None:
    assert found("theirs app1 1 pending-install", "app1 other 1 pending-install") == []


def test_a_secret_that_helm_did_not_write_is_passed_over() -> None:
    assert found("app1 app1 <none> pending-install", "app1 app1 1 deployed") == []


def test_releases_are_those_of_the_stack() -> None:
    stack = {
        "resource": {
            "helm_release": {"a": {"name": "app1", "namespace": "app1"}},
            "aws_vpc": {"b": {"name": "no", "namespace": "no"}},
        }
    }

    assert releases_of(stack) == {("app1", "app1")}
