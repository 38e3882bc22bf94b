"""Nodes come and go with the pods that need them, in a real control plane."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import NODES, ZONE_LABEL
from terraform_json.types import Json
from tests.patience import eventually
from tests.sandbox.joints.conftest import CLUSTER, Joined

APPS = "/apis/apps/v1/namespaces"
BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
FLAGS = (
    "--balance-similar-node-groups=true",
    # A tenth of it here.
    "--scale-down-unneeded-time=20s",
    "--scale-down-delay-after-add=20s",
    "--unremovable-node-recheck-timeout=10s",
    # Its own pod has no disruption budget.
    "--skip-nodes-with-system-pods=false",
)
Scale = Callable[..., None]


def deployment(name: str, *, replicas: int, container: Json, **spec: object) -> Json:
    labels = {"app": name}
    pod = {"containers": [{"name": name, "image": name, **container}], **spec}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }


@pytest.fixture
def api(joined: Joined) -> Api:
    return joined.api


@pytest.fixture
def zones(joined: Joined, group: Callable[..., str]) -> list[str]:
    """Make a group with one node in each of three zones, which is its minimum; return the zones."""
    names = [f"apps-{letter}" for letter in "abc"]
    for number, name in enumerate(names):
        group(name, size=1, least=1, first=number)
    eventually(lambda: len(joined.nodes()) == len(names))
    return [f"{joined.config.region}{letter}" for letter in "abc"]


@pytest.fixture
def autoscaler(joined: Joined, api: Api, zones: list[str]) -> Iterator[Api]:
    """Install the addon, as far as it counts: a role for its pods, and a Deployment with flags.

    Return the API of the cluster that has it.
    """
    assert zones
    eks, name = joined.client("eks"), "cluster-autoscaler"
    association = eks.create_pod_identity_association(
        clusterName=CLUSTER,
        namespace="kube-system",
        serviceAccount=name,
        roleArn=f"arn:aws:iam::{joined.config.account_id}:role/cluster",
    )["association"]["associationId"]
    container = {"command": ["./cluster-autoscaler", *FLAGS]}
    path = f"{APPS}/kube-system/deployments"
    api.create(path, deployment(name, replicas=1, container=container))
    yield api
    api.delete(f"{path}/{name}")
    eks.delete_pod_identity_association(clusterName=CLUSTER, associationId=association)


@pytest.fixture
def scale(autoscaler: Api) -> Iterator[Scale]:
    """Return a function that gives an app as many pods, of which a node takes two."""
    api, path = autoscaler, f"{APPS}/default/deployments"
    container = {"resources": {"requests": {"cpu": "900m"}}}

    def to(replicas: int, **spec: object) -> None:
        if api.get(f"{path}/app"):
            api.patch(f"{path}/app", {"spec": {"replicas": replicas}})
        else:
            app = deployment("app", replicas=replicas, container=container, **spec)
            api.create(path, app)

    yield to
    api.delete(f"{path}/app")
    eventually(lambda: not api.items("/api/v1/namespaces/default/pods"))


def nodes_by_zone(api: Api) -> Counter[str]:
    nodes = api.items(NODES)
    return Counter(node["metadata"]["labels"][ZONE_LABEL] for node in nodes)


def ready(api: Api) -> int:
    status: dict[str, Any] = (api.get(f"{APPS}/default/deployments/app") or {})["status"]
    return int(status.get("readyReplicas", 0))


def test_nodes_come_in_all_zones_with_pods_and_go_with_them(
    api: Api, zones: list[str], scale: Scale
) -> None:
    labels = {"matchLabels": {"app": "app"}}
    spread = {
        "topologyKey": ZONE_LABEL,
        "maxSkew": 1,
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": labels,
    }
    scale(12, topologySpreadConstraints=[spread])
    eventually(lambda: ready(api) == 12)
    assert nodes_by_zone(api) == dict.fromkeys(zones, 2)

    budget = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "app"},
        "spec": {"maxUnavailable": 1, "selector": labels},
    }
    api.create(BUDGETS, budget)
    scale(3)
    eventually(lambda: ready(api) == 3)
    least = {"nodes": 2, "pods": 3}

    def at_minimum() -> bool:
        counts = nodes_by_zone(api)
        least["nodes"] = min(least["nodes"], *(counts[zone] for zone in zones))
        least["pods"] = min(least["pods"], ready(api))
        return counts == dict.fromkeys(zones, 1)

    eventually(at_minimum)
    eventually(lambda: ready(api) == 3)
    api.delete(f"{BUDGETS}/app")
    assert least["nodes"] == 1
    assert least["pods"] >= 2


def test_the_zone_grows_that_alone_may_take_the_pods(
    api: Api, zones: list[str], scale: Scale
) -> None:
    scale(3, nodeSelector={ZONE_LABEL: zones[1]})
    eventually(lambda: ready(api) == 3)
    assert nodes_by_zone(api) == dict(zip(zones, (1, 2, 1), strict=True))


def test_a_pod_that_no_node_would_help_learns_why(api: Api, scale: Scale) -> None:
    scale(1, nodeSelector={ZONE_LABEL: "nowhere"})
    told = partial(api.items, "/api/v1/namespaces/default/events")

    def messages() -> list[str]:
        return [event["message"] for event in told() if event["reason"] == "NotTriggerScaleUp"]

    eventually(messages)
    assert messages() == [
        "pod didn't trigger scale-up: 3 node(s) didn't match Pod's node affinity/selector"
    ]
