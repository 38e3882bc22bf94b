from typing import cast

import pytest

from gameday.lapse import UNREACHABLE_TAINT, Lapse, evictions, tolerated_seconds
from sandbox.kubernetes.api import Api
from terraform_json.types import Json

TAINT = {"key": UNREACHABLE_TAINT, "effect": "NoExecute"}
EXISTS = {"key": UNREACHABLE_TAINT, "operator": "Exists", "effect": "NoExecute"}


@pytest.mark.parametrize(
    ("tolerations", "seconds"),
    [
        ([], 0),
        ([{**EXISTS, "key": "other"}], 0),
        ([{**EXISTS, "effect": "NoSchedule"}], 0),
        ([{**EXISTS, "tolerationSeconds": 60}], 60),
        ([{**EXISTS, "tolerationSeconds": 60}, {**EXISTS, "tolerationSeconds": 30}], 30),
        ([EXISTS], None),
        ([{"operator": "Exists"}], None),
    ],
)
def test_how_long_a_pod_tolerates_an_unreachable_node(
    tolerations: list[Json], seconds: float | None
) -> None:
    assert tolerated_seconds({"spec": {"tolerations": tolerations}}, TAINT) == seconds


class Cluster:
    """A cluster with a node that is not reached, one that is, and a pod on each."""

    def __init__(self, seconds: int) -> None:
        self.deleted: list[str] = []
        self.toleration = {**EXISTS, "tolerationSeconds": seconds}

    def items(self, path: str) -> list[Json]:
        """Return the nodes, or the pods."""
        if path.endswith("nodes"):
            return [
                {"metadata": {"name": "lost"}, "spec": {"taints": [TAINT]}},
                {"metadata": {"name": "well"}, "spec": {}},
            ]
        return [
            {
                "metadata": {"namespace": "shop", "name": f"on-{node}"},
                "spec": {"nodeName": node, "tolerations": [self.toleration]},
            }
            for node in ("lost", "well")
        ]

    def delete(self, path: str) -> None:
        """Note what is deleted."""
        self.deleted.append(path)


def test_only_pods_of_unreachable_nodes_are_to_leave() -> None:
    due = evictions(cast("Api", Cluster(seconds=60)))
    assert [(pod["metadata"]["name"], seconds) for pod, seconds in due] == [("on-lost", 60)]


def test_a_pod_leaves_once_a_tenth_of_its_time_is_over() -> None:
    now = [100.0]
    cluster = Cluster(seconds=60)
    lapsing = Lapse(cast("Api", cluster), lambda: now[0])
    lapsing.follow()
    now[0] += 5.9
    lapsing.follow()
    assert cluster.deleted == []
    now[0] += 0.1
    lapsing.follow()
    assert cluster.deleted == ["/api/v1/namespaces/shop/pods/on-lost"]
