"""The state of the sandbox's cluster, as its users ask: nodes and pods by zone, and Jobs."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.table import Table

from config.kubernetes_names import APPLICATION_LABELS, NODE_GROUP_LABEL
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import (
    NODES,
    PODS,
    ZONE_LABEL,
    has_ended,
    is_leaving,
    is_ready,
    node_of,
)
from terraform_json.types import Json

NOT_EXECUTED: Final = "NotExecuted"
"""The reason that kwok gives the containers and the event of a pod that it completes."""
_OF_A_JOB: Final = re.compile(r"(?P<job>.+)-[bcdfghjklmnpqrstvwxz2456789]{5}")
"""The name that a Job gives a pod: it ends with five of the characters in `SafeEncodeString`,
https://pkg.go.dev/k8s.io/apimachinery/pkg/util/rand#SafeEncodeString"""
_RUN: Final = re.compile(r"-\d{8}$")
"""The end of the name of a CronJob's run: the minute for which it was started."""


@dataclass(frozen=True)
class ByZone:
    """Counts of something, zone by zone.

    Attributes:
        kind: The kind of thing, such as `nodes` or `pods`.
        name: Its name: of a node group, of an application.
        ready: How many of it are ready, by zone.
        waiting: How many are not.
    """

    kind: str
    name: str
    ready: Mapping[str, int]
    waiting: int


def by_zone(api: Api) -> list[ByZone]:
    """Return the nodes of each group and the pods of each application.

    Raises:
        Failure: The API does not answer.
    """
    nodes = api.items(NODES)
    zones = {
        node["metadata"]["name"]: node["metadata"]["labels"].get(ZONE_LABEL, "no zone")
        for node in nodes
    }
    groups = _grouped(
        (node["metadata"]["labels"].get(NODE_GROUP_LABEL, "-"), node) for node in nodes
    )
    label = ",".join(f"{key}={value}" for key, value in APPLICATION_LABELS.items())
    found = [
        _counted("nodes", name, members, lambda node: zones[node["metadata"]["name"]])
        for name, members in sorted(groups.items())
    ]
    for namespace in api.items("/api/v1/namespaces", labelSelector=label):
        name = namespace["metadata"]["name"]
        pods = api.items(f"/api/v1/namespaces/{name}/pods")
        running = [pod for pod in pods if _runs_on(pod)]
        found.append(_counted("pods", name, running, lambda pod: zones.get(node_of(pod), "")))
    return found


def settled(api: Api) -> bool:
    """Tell whether every application has as many ready pods as its autoscaler wants.

    Raises:
        Failure: The API does not answer.
    """
    return all(
        scaler["status"].get("desiredReplicas", 0)
        == scaler["status"].get("currentReplicas", 0)
        >= scaler["spec"]["minReplicas"]
        for scaler in api.items("/apis/autoscaling/v2/horizontalpodautoscalers")
    ) and not any(row.waiting for row in by_zone(api))


def not_executed(api: Api) -> list[str]:
    """Return the Jobs that were only marked complete, each as `<namespace>/<name>`.

    All runs of a CronJob go by its name. A chart may have its Job removed once it is complete. Of
    such a Job the event of its pod tells, as long as the API server keeps events: an hour.

    Raises:
        Failure: The API does not answer.
    """
    ended = api.items(PODS, fieldSelector="status.phase=Succeeded")
    told = api.items("/api/v1/events", fieldSelector=f"reason={NOT_EXECUTED}")
    pods = [pod["metadata"] for pod in ended if _is_not_executed(pod)]
    pods += [event["involvedObject"] for event in told]
    named = ((pod["namespace"], _OF_A_JOB.fullmatch(pod["name"])) for pod in pods)
    jobs = {(namespace, _RUN.sub("", found["job"])) for namespace, found in named if found}
    return sorted("/".join(job) for job in jobs)


def table_of(rows: Sequence[ByZone]) -> Table:
    """Return counts as a table with a column for each zone."""
    zones = sorted({zone for row in rows for zone in row.ready})
    table = Table("", "name", *zones, "not ready", box=None, pad_edge=False)
    for row in rows:
        counts = [str(row.ready.get(zone, 0)) for zone in zones]
        table.add_row(row.kind, row.name, *counts, str(row.waiting or ""))
    return table


def _grouped(pairs: Iterable[tuple[str, Json]]) -> dict[str, list[Json]]:
    groups: dict[str, list[Json]] = defaultdict(list)
    for name, item in pairs:
        groups[name].append(item)
    return groups


def _counted(kind: str, name: str, items: Sequence[Json], zone_of: Callable[[Json], str]) -> ByZone:
    ready = [item for item in items if is_ready(item)]
    counts = Counter(map(zone_of, ready))
    return ByZone(kind, name, counts, len(items) - len(ready))


def _runs_on(pod: Json) -> bool:
    """Tell whether a pod is meant to run on: it neither ends nor has ended, as a Job's."""
    return not has_ended(pod) and not is_leaving(pod)


def _is_not_executed(pod: Json) -> bool:
    containers = pod["status"].get("containerStatuses", ())
    states = [each["state"].get("terminated", {}) for each in containers]
    return any(state.get("reason") == NOT_EXECUTED for state in states)
