"""Pods, nodes and groups for the rules of the autoscaler."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from config.kubernetes_names import NODE_GROUP_LABEL
from sandbox.joints.autoscaler.groups import Group
from sandbox.joints.autoscaler.placement import Place
from sandbox.joints.autoscaler.pods import Pod
from sandbox.kubernetes.objects import ZONE_LABEL
from terraform_json.types import Json

ZONES = ("a", "b", "c")
APPS = {"key": "node", "value": "apps", "effect": "NoSchedule"}
_numbers = count(1)


def pod(
    cpu: str = "500m",
    *,
    app: str = "web",
    owner: str | None = "ReplicaSet",
    metadata: Mapping[str, Any] | None = None,
    status: Mapping[str, Any] | None = None,
    **spec: Any,  # noqa: ANN401 - JSON
) -> Pod:
    """Return a pod that one controller made for an app, as all others of the app."""
    number = next(_numbers)
    controller = {"kind": owner, "uid": f"{owner}-{app}", "controller": True}
    given = dict(metadata or {})
    named = {
        "name": f"{app}-{number}",
        "namespace": given.get("namespace", "web"),
        "uid": f"uid-{number}",
        "labels": {"app": app, **given.get("labels", {})},
        "annotations": dict(given.get("annotations", {})),
        "ownerReferences": [controller] if owner else [],
    }
    container = {"name": app, "resources": {"requests": {"cpu": cpu, "memory": "100Mi"}}}
    return Pod(
        {
            "metadata": named,
            "spec": {"containers": [container], **spec},
            "status": dict(status or {}),
        }
    )


def asking(**requests: str) -> Json:
    """Return a container that asks for resources."""
    return {"name": "asking", "resources": {"requests": requests}}


def pods(number: int, cpu: str = "500m", **settings: Any) -> list[Pod]:  # noqa: ANN401 - pod's
    """Return pods of one app."""
    return [pod(cpu, **settings) for _ in range(number)]


def node(
    name: str,
    *,
    zone: str = "a",
    group: str = "apps-a",
    cpu: str = "2",
    **settings: Any,  # noqa: ANN401 - JSON
) -> Json:
    """Return a node, as the API has it; labels and taints may be given."""
    labels = {"kubernetes.io/hostname": name, ZONE_LABEL: zone, NODE_GROUP_LABEL: group}
    return {
        "metadata": {"name": name, "labels": labels | settings.get("labels", {})},
        "spec": {"taints": list(settings.get("taints", ()))},
        "status": {
            "allocatable": {"cpu": cpu, "memory": "4Gi", "pods": "10"},
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    }


def place(name: str = "node", *, pods: Iterable[Pod] = (), **settings: Any) -> Place:  # noqa: ANN401 - node's
    """Return a node with pods, as the rules have it."""
    found = Place.of(node(name, **settings))
    found.pods = list(pods)
    return found


def group(
    zone: str = "a",
    *,
    kind: str = "apps",
    size: int = 1,
    least: int = 0,
    most: int = 5,
    **settings: Any,  # noqa: ANN401 - node's
) -> Group:
    """Return the group of a kind in a zone."""
    name = f"{kind}-{zone}"
    return Group(
        name=name,
        minimum=least,
        maximum=most,
        instances={f"{name}-{number}": number for number in range(1, size + 1)},
        template=node(f"{name}-1", zone=zone, group=name, **settings),
    )


def spread(app: str = "web", **settings: object) -> dict[str, Any]:
    """Return the constraint that an app's pods are spread over zones."""
    return {
        "topologyKey": ZONE_LABEL,
        "maxSkew": 1,
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": app}},
        **settings,
    }
