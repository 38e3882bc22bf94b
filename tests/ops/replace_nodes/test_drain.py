"""Nodes that retire, drained on a real API server."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from config.kubernetes_names import NODE_GROUP_LABEL
from ops.command import Failure
from ops.replace_nodes.__main__ import replace_nodes
from ops.replace_nodes.drain import Cluster
from sandbox.kubernetes import LocalControlPlane
from sandbox.kubernetes.nodes import ZONES, Node
from tests import patience

Json = dict[str, Any]
Groups = dict[str, str]


class FakeEks:
    """What EKS says of two node groups, of which `old` retires."""

    def __init__(self) -> None:
        self.taken: list[Json] = []

    def get_paginator(self, _: str) -> "FakeEks":
        """Return what lists the groups."""
        return self

    def paginate(self, **_: str) -> list[Json]:
        """Return two pages."""
        return [{"nodegroups": ["old"]}, {"nodegroups": ["new"]}]

    def describe_nodegroup(self, *, nodegroupName: str, **_: str) -> Json:  # noqa: N803
        """Return the taints of a group."""
        taints = [{"key": "node", "value": "apps", "effect": "NO_SCHEDULE"}]
        if nodegroupName == "old":
            taints.append({"key": "platform/retiring", "value": "true", "effect": "NO_SCHEDULE"})
        return {"nodegroup": {"taints": taints}}

    def update_nodegroup_config(self, **said: Json) -> None:
        """Remember what is asked for."""
        self.taken.append(said)


@pytest.fixture
def group(control_plane: LocalControlPlane) -> Iterator[str]:
    """Return the label of two old nodes and two new ones, which nobody else uses."""
    name = f"replaced-{uuid4().hex[:6]}"
    nodes = [
        Node(
            name=f"{name}-{kind}-{n}",
            zone=ZONES[n],
            labels={"node": name},
            taints=({"key": "node", "value": name, "effect": "NoSchedule"},),
        )
        for kind in ("old", "new")
        for n in (0, 1)
    ]
    for node in nodes:
        manifest = node.manifest()
        manifest["metadata"]["labels"][NODE_GROUP_LABEL] = node.name.split("-")[2]
        control_plane.run("kubectl", "create", "--filename=-", stdin=json.dumps(manifest))
    # The new ones are not there yet.
    control_plane.run("kubectl", "cordon", *(node.name for node in nodes if "-new-" in node.name))
    yield name
    control_plane.run("kubectl", "delete", "node", *(node.name for node in nodes))


@pytest.fixture
def application(
    control_plane: LocalControlPlane, namespace: str, group: str
) -> Callable[[Json], None]:
    """Return a function that deploys three pods onto the old nodes, by their budget."""

    def deployed(budget: Json) -> None:
        selector = {"matchLabels": {"app": "shop"}}
        objects = [
            {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": {"name": "shop"},
                "spec": {"replicas": 3, "selector": selector, "template": template(group)},
            },
            {
                "apiVersion": "policy/v1",
                "kind": "PodDisruptionBudget",
                "metadata": {"name": "budget"},
                "spec": {"selector": selector, **budget},
            },
        ]
        listed = {"apiVersion": "v1", "kind": "List", "items": objects}
        control_plane.run(
            "kubectl", "apply", "--namespace", namespace, "--filename=-", stdin=json.dumps(listed)
        )
        control_plane.run(
            "kubectl", "rollout", "status", "deployment/shop", "--namespace", namespace
        )
        patience.eventually(lambda: healthy(control_plane, namespace) == 3)
        control_plane.run("kubectl", "uncordon", f"--selector=node={group},{NODE_GROUP_LABEL}=new")

    return deployed


def template(group: str) -> Json:
    """Return the pods of an application of a node group."""
    security = {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": True,
        "runAsUser": 1000,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    return {
        "metadata": {"labels": {"app": "shop"}},
        "spec": {
            "nodeSelector": {"node": group},
            "tolerations": [{"key": "node", "value": group, "effect": "NoSchedule"}],
            "containers": [{"name": "shop", "image": "shop", "securityContext": security}],
        },
    }


def healthy(control_plane: LocalControlPlane, namespace: str) -> int:
    """Return how many pods the budget counts as healthy."""
    told = control_plane.run(
        "kubectl", "get", "pdb", "budget", "--namespace", namespace, "--output=json"
    )
    count: int = json.loads(told).get("status", {}).get("currentHealthy", 0)
    return count


def kinds(control_plane: LocalControlPlane, namespace: str) -> list[str]:
    """Return on which kind of node each pod stands."""
    told = control_plane.run("kubectl", "get", "pods", "--namespace", namespace, "--output=json")
    pods = [p for p in json.loads(told)["items"] if "deletionTimestamp" not in p["metadata"]]
    return [pod["spec"].get("nodeName", "---").split("-")[2] for pod in pods]


def cluster(control_plane: LocalControlPlane) -> Cluster:
    """Return a control plane as the command sees it."""
    return Cluster(environment=control_plane.environment)


def test_pods_move_to_the_new_nodes_and_the_old_group_is_left_without_any(
    control_plane: LocalControlPlane, namespace: str, application: Callable[[Json], None]
) -> None:
    application({"minAvailable": 2})
    assert kinds(control_plane, namespace) == ["old"] * 3
    eks = FakeEks()
    lines = list(
        replace_nodes(eks, "platform", cluster(control_plane), seconds=patience.PATIENCE_SECONDS)
    )
    assert lines[0] == "old: 2 nodes"
    assert lines[-1] == "  is empty: the next deployment deletes it"
    patience.eventually(lambda: set(kinds(control_plane, namespace)) == {"new"})
    assert eks.taken == [
        {
            "clusterName": "platform",
            "nodegroupName": "old",
            "scalingConfig": {"minSize": 0, "desiredSize": 0, "maxSize": 1},
        }
    ]


def test_pods_that_a_budget_holds_are_named_and_stay(
    control_plane: LocalControlPlane, namespace: str, application: Callable[[Json], None]
) -> None:
    application({"maxUnavailable": 0})
    eks = FakeEks()
    with pytest.raises(Failure) as failed:
        list(replace_nodes(eks, "platform", cluster(control_plane), seconds=1))
    said = str(failed.value)
    assert said.count(f"its disruption budget {namespace}/budget allows no eviction now") == 3
    assert kinds(control_plane, namespace) == ["old"] * 3
    assert eks.taken == []


def test_kubectl_is_asked_which_cluster_it_uses(control_plane: LocalControlPlane) -> None:
    assert cluster(control_plane).server.startswith("https://127.0.0.1:")
