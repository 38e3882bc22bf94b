"""What the autoscaler does, scan by scan, to a cluster that is only told of."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from ops.command import Failure
from sandbox.joints.autoscaler.groups import Group
from sandbox.joints.autoscaler.pods import Pod
from sandbox.joints.autoscaler.simulation import KEPT, SPEED, Autoscaler
from sandbox.joints.nodes import LEAVING, TO_BE_DELETED
from sandbox.joints.scaling_groups import ScalingGroups
from sandbox.kubernetes.api import Api, ApiError
from terraform_json.types import Json
from tests.sandbox.joints.autoscaler.objects import group, node, pod

PENDING = {"conditions": [{"type": "PodScheduled", "reason": "Unschedulable"}]}
MINUTE = 60 / SPEED


@dataclass(kw_only=True)
class Cluster(Api, ScalingGroups):
    """A control plane and an Auto Scaling group, with as much of both as is asked for."""

    group: Group | None
    nodes: dict[str, Json] = field(default_factory=dict)
    pods: list[Pod] = field(default_factory=list)
    deployment: Json | None = None
    on: bool = True
    time: float = 0
    answers: bool = True
    resized: list[int] = field(default_factory=list)
    refuses: bool = False
    terminated: list[int] = field(default_factory=list)
    evicted: list[str] = field(default_factory=list)
    events: list[tuple[str, str]] = field(default_factory=list)

    def get(self, path: str, **_: str) -> Json | None:
        """Return the Deployment, or a list."""
        if not self.answers:
            raise Failure("nobody answers")
        found = {"nodes": list(self.nodes.values()), "pods": [each.manifest for each in self.pods]}
        kind = path.rpartition("/")[2]
        return self.deployment if "/deployments/" in path else {"items": found.get(kind, [])}

    def create(self, path: str, body: Json) -> Json:
        """Take an event or an eviction."""
        if path.endswith("/events"):
            self.events.append((body["reason"], body["involvedObject"]["name"]))
        elif self.refuses:
            raise ApiError(500, "more than one disruption budget")
        else:
            self.evicted.append(body["metadata"]["name"])
        return body

    def patch(self, path: str, body: Json) -> Json:
        """Change the specification of a node."""
        self.nodes[path.rpartition("/")[2]]["spec"] |= body["spec"]
        return body

    def may_be_changed(self) -> bool:
        """Tell whether the addon is on."""
        return self.on

    def read(self) -> list[Group]:
        """Return the group."""
        return [self.group] if self.group else []

    def resize(self, name: str, size: int) -> None:
        """Note the size."""
        assert self.group
        assert name == self.group.name
        self.resized.append(size)

    def terminate(self, name: str, instance: int) -> None:
        """Note the instance, which is gone at once with its node."""
        if self.refuses:
            raise Failure("it is at its minimum")
        assert self.group
        assert name == self.group.name
        self.terminated.append(instance)
        del self.nodes[f"{name}-{instance}"]
        left = {node: each for node, each in self.group.instances.items() if each != instance}
        self.group = replace(self.group, instances=left)

    def cordoned(self) -> list[str]:
        """Return the nodes that nobody may use."""
        return [name for name, each in self.nodes.items() if each["spec"].get("unschedulable")]


@pytest.fixture
def cluster() -> Cluster:
    """Return a group of two nodes, at its minimum of one more than none."""
    names = ("apps-a-1", "apps-a-2")
    return Cluster(group=group(size=2, least=1), nodes={name: node(name) for name in names})


Scan = Callable[..., None]


@pytest.fixture
def scan(cluster: Cluster) -> Scan:
    """Return a function that lets minutes of the program pass, and scans in each and at the end."""
    autoscaler = Autoscaler(cluster, cluster, lambda: cluster.time)

    def run(minutes: float = 0) -> None:
        for _ in range(int(minutes)):
            autoscaler.scan()
            cluster.time += MINUTE
        cluster.time += minutes % 1 * MINUTE
        autoscaler.scan()

    return run


def lacking(cpu: str = "2") -> Pod:
    return pod(cpu, status=PENDING)


def test_a_group_grows_at_the_second_look(cluster: Cluster, scan: Scan) -> None:
    cluster.pods = [pod("2", nodeName=name) for name in cluster.nodes] + [lacking()]
    scan()
    assert cluster.resized == []
    scan()
    assert cluster.resized == [3]
    assert [reason for reason, _ in cluster.events] == ["TriggeredScaleUp"]


def test_a_pod_that_cannot_be_helped_is_told_once(cluster: Cluster, scan: Scan) -> None:
    cluster.pods = [lacking("9")]
    scan(3)
    assert cluster.events == [("NotTriggerScaleUp", cluster.pods[0].manifest["metadata"]["name"])]


def test_an_idle_node_goes_after_ten_minutes(cluster: Cluster, scan: Scan) -> None:
    scan(10)
    assert cluster.cordoned() == []
    scan(1)
    assert cluster.cordoned() == ["apps-a-1"]
    scan()
    assert cluster.terminated == [1]


def test_empty_nodes_go_together(cluster: Cluster, scan: Scan) -> None:
    cluster.group = group(size=2, least=0)
    scan(11)
    assert cluster.cordoned() == ["apps-a-1", "apps-a-2"]


def test_nodes_with_pods_go_one_at_a_time(cluster: Cluster, scan: Scan) -> None:
    cluster.group = group(size=2, least=0)
    cluster.nodes["apps-b-1"] = node("apps-b-1", group="others")
    cluster.pods = [pod("500m", nodeName=name) for name in ("apps-a-1", "apps-a-2")]
    scan(11)
    assert cluster.cordoned() == ["apps-a-1"]


def test_a_node_that_may_not_go_is_looked_at_again_after_five_minutes(
    cluster: Cluster, scan: Scan
) -> None:
    cluster.pods = [pod("1m", owner=None, nodeName=name) for name in cluster.nodes]
    scan()
    cluster.pods = []
    scan(15)
    assert cluster.cordoned() == []
    scan(1)
    assert cluster.cordoned() == ["apps-a-1"]


def test_a_node_that_is_replaced_is_left_alone(cluster: Cluster, scan: Scan) -> None:
    for each in cluster.nodes.values():
        each["metadata"]["annotations"] = {LEAVING: "true"}
    scan(30)
    assert cluster.cordoned() == []


def test_nothing_goes_while_new_pods_may_need_it(cluster: Cluster, scan: Scan) -> None:
    scan(9)
    cluster.time += 2 * MINUTE
    cluster.pods = [lacking("9")]
    scan()
    assert cluster.cordoned() == []
    scan()
    assert cluster.cordoned() == ["apps-a-1"]


def test_a_group_keeps_its_minimum(cluster: Cluster, scan: Scan) -> None:
    cluster.group = group(size=2, least=2)
    scan(30)
    assert cluster.cordoned() == []


def test_a_node_may_be_kept(cluster: Cluster, scan: Scan) -> None:
    for each in cluster.nodes.values():
        each["metadata"]["annotations"] = {KEPT: "true"}
    scan(30)
    assert cluster.cordoned() == []


def test_a_node_that_is_used_in_between_stays(cluster: Cluster, scan: Scan) -> None:
    scan(9)
    cluster.pods = [pod("2", nodeName=name) for name in cluster.nodes]
    scan()
    cluster.pods = []
    scan(9)
    assert cluster.cordoned() == []


def test_nothing_goes_within_ten_minutes_of_a_growth(cluster: Cluster, scan: Scan) -> None:
    cluster.pods = [pod("2", nodeName="apps-a-1"), lacking()]
    cluster.nodes["apps-a-2"]["spec"]["taints"] = [
        {"key": "only", "value": "x", "effect": "NoSchedule"}
    ]
    scan(8)
    assert cluster.resized
    del cluster.pods[1]
    scan(9)
    assert cluster.cordoned() == []
    scan(3)
    assert cluster.terminated == [2]


def test_an_unready_node_goes_after_twenty_minutes(cluster: Cluster, scan: Scan) -> None:
    scan()
    for name in cluster.nodes:
        cluster.nodes[name]["status"]["conditions"] = []
    scan(20)
    assert cluster.cordoned() == []
    scan(1)
    assert cluster.cordoned() == ["apps-a-1"]


def test_pods_are_evicted_before_their_node_goes(cluster: Cluster, scan: Scan) -> None:
    cluster.pods = [pod("500m", nodeName="apps-a-1"), pod("2", nodeName="apps-a-2")]
    cluster.nodes["apps-b-1"] = node("apps-b-1", group="others")
    scan(11)
    assert cluster.cordoned() == ["apps-a-1"]
    scan()
    assert cluster.evicted == [cluster.pods[0].manifest["metadata"]["name"]]
    assert cluster.terminated == []
    del cluster.pods[0]
    scan()
    assert cluster.terminated == [1]


def test_a_drain_that_takes_too_long_is_given_up_for_a_while(cluster: Cluster, scan: Scan) -> None:
    cluster.pods = [pod("500m", nodeName="apps-a-1"), pod("2", nodeName="apps-a-2")]
    cluster.nodes["apps-b-1"] = node("apps-b-1", group="others")
    scan(13)
    assert cluster.cordoned() == ["apps-a-1"]
    scan(1)
    assert cluster.cordoned() == []
    assert cluster.nodes["apps-a-1"]["spec"]["taints"] == []
    assert ("ScaleDownFailed", "apps-a-1") in cluster.events
    cluster.events.clear()
    scan(3)
    assert cluster.events == []


def test_an_eviction_that_fails_does_not_stop_the_scans(cluster: Cluster, scan: Scan) -> None:
    cluster.pods = [pod("500m", nodeName="apps-a-1"), pod("2", nodeName="apps-a-2")]
    cluster.nodes["apps-b-1"] = node("apps-b-1", group="others")
    cluster.refuses = True
    scan(15)
    assert ("ScaleDownFailed", "apps-a-1") in cluster.events


def test_a_node_is_used_again_whose_instance_may_not_go(cluster: Cluster, scan: Scan) -> None:
    cluster.refuses = True
    scan(12)
    assert ("ScaleDownFailed", "apps-a-1") in cluster.events
    assert cluster.cordoned() == []


def test_a_drain_that_nobody_remembers_is_undone(cluster: Cluster, scan: Scan) -> None:
    left = {"key": TO_BE_DELETED, "value": "1", "effect": "NoSchedule"}
    cluster.nodes["apps-a-1"]["spec"] = {"taints": [left], "unschedulable": True}
    scan()
    assert cluster.cordoned() == []
    assert cluster.nodes["apps-a-1"]["spec"]["taints"] == []


def test_a_group_that_is_deleted_meanwhile_is_forgotten(cluster: Cluster, scan: Scan) -> None:
    cluster.pods = [pod("500m", nodeName="apps-a-1"), pod("2", nodeName="apps-a-2")]
    cluster.nodes["apps-b-1"] = node("apps-b-1", group="others")
    scan(11)
    cluster.group, cluster.nodes, cluster.pods = None, {}, []
    scan(1)
    assert cluster.terminated == []


def test_an_api_that_is_away_for_a_moment_changes_nothing(cluster: Cluster, scan: Scan) -> None:
    scan(9)
    cluster.answers = False
    with pytest.raises(Failure, match="nobody answers"):
        scan()
    cluster.answers = True
    scan(3)
    assert cluster.terminated == [1]


@pytest.mark.parametrize(
    ("away", "grown"),
    [
        ({"on": False}, []),
        ({"deployment": {"status": {}}}, []),
        ({"deployment": {"status": {"readyReplicas": 1}, "spec": {}}}, [3]),
    ],
    ids=["off", "no-pod", "one-pod"],
)
def test_it_runs_where_the_program_would(
    cluster: Cluster, scan: Scan, away: dict[str, Any], grown: list[int]
) -> None:
    for name, value in away.items():
        setattr(cluster, name, value)
    if cluster.deployment and "spec" in cluster.deployment:
        containers = [{"name": "cluster-autoscaler", "command": ["./cluster-autoscaler"]}]
        cluster.deployment["spec"] = {"template": {"spec": {"containers": containers}}}
    cluster.pods = [pod("2", nodeName=name) for name in cluster.nodes] + [lacking()]
    scan(1)
    assert cluster.resized == grown
