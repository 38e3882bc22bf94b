"""The real descheduler, with our policy, on a real API server: spread heals, by budgets."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from ops.programs import program
from sandbox.kubernetes import LocalControlPlane
from sandbox.kubernetes.nodes import ZONES, Node
from sandbox.kubernetes.objects import is_node_ready
from tests import patience
from tests.helm.addons.values import ZONE, at

Json = dict[str, Any]
SELECTOR = {"matchLabels": {"app": "shop"}}


@pytest.fixture
def group(control_plane: LocalControlPlane) -> Iterator[str]:
    """Return the group of a node in each zone, which nobody else uses."""
    name = f"healed-{uuid4().hex[:6]}"
    for zone in ZONES:
        add_node(control_plane, name, zone)
    yield name
    control_plane.run("kubectl", "delete", "node", f"--selector=node={name}")


def add_node(cluster: LocalControlPlane, group: str, zone: str) -> None:
    """Add the node of a zone, and wait until it is ready."""
    node = Node(
        name=f"{group}-{zone}",
        zone=zone,
        labels={"node": group},
        taints=({"key": "node", "value": group, "effect": "NoSchedule"},),
    )
    cluster.run("kubectl", "create", "--filename=-", stdin=json.dumps(node.manifest()))

    def ready() -> bool:
        found = cluster.run("kubectl", "get", f"node/{node.name}", "--output=json")
        return is_node_ready(json.loads(found))

    patience.eventually(ready)


def lose_zone(cluster: LocalControlPlane, group: str, namespace: str, zone: str) -> None:
    """Take a zone away, and wait until what it held runs elsewhere."""
    cluster.run("kubectl", "delete", "node", f"{group}-{zone}")
    lost = (f"--field-selector=spec.nodeName={group}-{zone}", f"--namespace={namespace}")
    cluster.run("kubectl", "delete", "pods", *lost, "--force", "--grace-period=0")
    patience.eventually(lambda: spread(cluster, group, namespace) == [2, 1])


def deploy(
    cluster: LocalControlPlane,
    group: str,
    namespace: str,
    when_unsatisfiable: str,
    priority_class: str = "",
) -> None:
    """Deploy three pods of an application, spread over the zones as its chart does it."""
    constraint = {
        "topologyKey": ZONE,
        "maxSkew": 1,
        "whenUnsatisfiable": when_unsatisfiable,
        "nodeTaintsPolicy": "Honor",
        "matchLabelKeys": ["pod-template-hash"],
        "labelSelector": SELECTOR,
    }
    container = {
        "name": "shop",
        "image": "shop",
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "runAsNonRoot": True,
            "runAsUser": 1000,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}},
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108 - in a pod
    }
    pod = {
        "priorityClassName": priority_class,
        "nodeSelector": {"node": group},
        "tolerations": [{"key": "node", "value": group, "effect": "NoSchedule"}],
        "topologySpreadConstraints": [constraint],
        "containers": [container],
        "volumes": [{"name": "tmp", "emptyDir": {}}],
    }
    template = {"metadata": {"labels": SELECTOR["matchLabels"]}, "spec": pod}
    deployment = {"replicas": 3, "selector": SELECTOR, "template": template}
    apply(cluster, namespace, "apps/v1", "Deployment", deployment)
    patience.eventually(lambda: spread(cluster, group, namespace) == [1, 1, 1])


def budget(cluster: LocalControlPlane, namespace: str, least: int) -> None:
    """Set the budget of the application, and wait until it is known what it allows."""
    spec = {"selector": SELECTOR, "minAvailable": least}
    apply(cluster, namespace, "policy/v1", "PodDisruptionBudget", spec)

    def known() -> bool:
        found = get(cluster, namespace, "poddisruptionbudget", "shop")
        status = found.get("status", {})
        if status.get("observedGeneration") != found["metadata"]["generation"]:
            return False
        return bool(status["disruptionsAllowed"] == 3 - least)

    patience.eventually(known)


def apply(cluster: LocalControlPlane, namespace: str, api: str, kind: str, spec: Json) -> None:
    """Create or change an object of the application."""
    manifest = {"apiVersion": api, "kind": kind, "metadata": {"name": "shop"}, "spec": spec}
    where = f"--namespace={namespace}"
    cluster.run("kubectl", "apply", where, "--filename=-", stdin=json.dumps(manifest))


def get(cluster: LocalControlPlane, namespace: str, *what: str) -> Json:
    """Return an object, or a list of objects."""
    where = f"--namespace={namespace}"
    answer: Json = json.loads(cluster.run("kubectl", "get", *what, where, "--output=json"))
    return answer


def spread(cluster: LocalControlPlane, group: str, namespace: str) -> list[int]:
    """Return how many pods are ready in each zone that has some, most first."""
    pods = get(cluster, namespace, "pods")["items"]
    ready = [
        pod["spec"]["nodeName"].removeprefix(f"{group}-")
        for pod in pods
        if "deletionTimestamp" not in pod["metadata"]
        for condition in pod["status"].get("conditions", [])
        if condition["type"] == "Ready" and condition["status"] == "True"
    ]
    return sorted(Counter(ready).values(), reverse=True)


def pod_names(cluster: LocalControlPlane, namespace: str) -> set[str]:
    """Return the names of the pods of the application."""
    return {pod["metadata"]["name"] for pod in get(cluster, namespace, "pods")["items"]}


def deschedule(cluster: LocalControlPlane, folder: Path) -> str:
    """Run one cycle of the descheduler with our policy, and return its log."""
    policy = {
        "apiVersion": "descheduler/v1alpha2",
        "kind": "DeschedulerPolicy",
        **at("descheduler", "deschedulerPolicy"),
    }
    file = folder / "policy.yaml"
    file.write_text(yaml.safe_dump(policy), encoding="utf-8")
    command = [
        str(program("descheduler")),
        f"--policy-config-file={file}",
        f"--kubeconfig={cluster.kubeconfig}",
        "--descheduling-interval=0",
        # It would listen on every address of this machine.
        "--secure-port=0",
        "--v=2",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stderr


# CoreDNS is system-critical, and its constraint a preference.
@pytest.mark.parametrize(
    "kind", [("DoNotSchedule", ""), ("ScheduleAnyway", "system-cluster-critical")]
)
def test_a_zone_that_has_returned_gets_its_pods_back_as_soon_as_the_budget_allows(
    control_plane: LocalControlPlane,
    namespace: str,
    group: str,
    tmp_path: Path,
    kind: tuple[str, str],
) -> None:
    deploy(control_plane, group, namespace, *kind)
    lose_zone(control_plane, group, namespace, ZONES[2])
    add_node(control_plane, group, ZONES[2])
    budget(control_plane, namespace, 3)
    refused = deschedule(control_plane, tmp_path)
    assert "disruption budget" in refused
    assert spread(control_plane, group, namespace) == [2, 1]
    budget(control_plane, namespace, 2)
    deschedule(control_plane, tmp_path)
    patience.eventually(lambda: spread(control_plane, group, namespace) == [1, 1, 1])


def test_it_leaves_pods_alone_that_stand_evenly(
    control_plane: LocalControlPlane, namespace: str, group: str, tmp_path: Path
) -> None:
    deploy(control_plane, group, namespace, "DoNotSchedule")
    names = pod_names(control_plane, namespace)
    deschedule(control_plane, tmp_path)
    assert pod_names(control_plane, namespace) == names
