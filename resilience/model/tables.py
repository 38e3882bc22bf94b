"""The pods of third parties' charts that cannot be rendered, by the table in addon.yaml.

What the values do not hold is as if the chart left it empty: a chart's own defaults are not here.
"""

from collections.abc import Mapping
from typing import Any, Final

from config.addons.addon_file import AddonFile
from config.addons.placed import EXTRA_OBJECTS, TOP
from config.addons.workloads import Workload
from resilience.model.cache import Cache
from resilience.model.manifests import deployment
from resilience.model.pods import SCHEDULING_KEYS
from resilience.model.standins import values_with_stand_ins
from terraform_json.references import attribute
from terraform_json.types import Json
from terraform_json.values import merged_values

_NAME: Final = "app.kubernetes.io/name"
_INSTANCE: Final = "app.kubernetes.io/instance"
_NUMBERS: Final = ("minAvailable", "maxUnavailable")


class Table:
    """The pods of one release, as its addon's table and its values tell them.

    Args:
        addon: What addon.yaml says.
        release: The `helm_release`.
        cache: Where values are kept, once they are read.

    Attributes:
        problems: What the values do not say of them, each as a sentence.
    """

    def __init__(self, addon: AddonFile, release: Json, cache: Cache) -> None:
        self._addon, self._release = addon, str(release["name"])
        self.problems: list[str] = []
        texts = values_with_stand_ins(release)
        self._values: Json = cache.kept(["values 1", *texts], lambda: merged_values(texts))

    def objects(self) -> list[Json]:
        """Return what the chart makes, with what this room reads of it."""
        found = [
            manifest
            for workload in self._addon.workloads.values()
            if not (workload.enabled and self._at(workload.enabled) is False)
            for manifest in self._objects(workload)
        ]
        extra = self._at(EXTRA_OBJECTS)
        listed = extra if isinstance(extra, list) else []
        return found + [each for each in listed if isinstance(each, dict)]

    def _objects(self, workload: Workload) -> list[Json]:
        name = workload.name or self._release
        labels = {_NAME: name} if not workload.labels else dict(workload.labels)
        labels.setdefault(_INSTANCE, self._release)
        kind = "DaemonSet" if workload.every_node else str(workload.kind)
        made = deployment(
            kind,
            name,
            labels=labels,
            pod=self._pod(workload, name, labels),
            replicas=None if workload.every_node else self._replicas(workload, name),
            strategy=self._object(workload.rollout),
            volumes=bool(workload.volumes and self._at(workload.volumes)),
        )
        if workload.namespace and (namespace := self._at(workload.namespace)):
            made["metadata"]["namespace"] = namespace
        return [made, *self._autoscaler(workload, made), *self._budget(workload, name, labels)]

    def _pod(self, workload: Workload, name: str, labels: Mapping[str, str]) -> Json:
        pod = {key: self._first(workload, key) for key in SCHEDULING_KEYS}
        # A chart that takes no selector adds its own.
        own = {"labelSelector": {"matchLabels": dict(labels)}}
        spreads = pod["topologySpreadConstraints"]
        if isinstance(spreads, list):
            pod["topologySpreadConstraints"] = [
                own | each if isinstance(each, dict) else each for each in spreads
            ]
        pod["containers"] = [self._container(path, name) for path in workload.requests]
        pod["initContainers"] = [self._container(path, name) for path in workload.init_requests]
        return pod

    def _first(self, workload: Workload, key: str) -> Any:  # noqa: ANN401 - JSON
        paths = (key if prefix == TOP else f"{prefix}.{key}" for prefix in workload.placing)
        return next((held for held in map(self._at, paths) if held), None)

    def _container(self, path: str, name: str) -> Json:
        resources = self._object(path)
        asked = [resources.get(key) for key in ("limits", "requests")]
        stated = {name for each in asked if isinstance(each, dict) for name in each}
        if not stated >= {"cpu", "memory"}:
            self.problems.append(f"{path} does not say how much a container of {name} asks for")
        return {"resources": resources}

    def _replicas(self, workload: Workload, name: str) -> int:
        count = self._at(workload.replicas) if workload.replicas else 1
        if not isinstance(count, int) or isinstance(count, bool):
            self.problems.append(f"{workload.replicas} does not say how many pods {name} has")
            return 1
        return count

    def _autoscaler(self, workload: Workload, made: Json) -> list[Json]:
        most = self._at(workload.max_replicas) if workload.max_replicas else None
        if not isinstance(most, int):
            return []
        target = {"kind": made["kind"], "name": made["metadata"]["name"]}
        least = made["spec"]["replicas"]
        spec = {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": most}
        return [{"kind": "HorizontalPodAutoscaler", "metadata": made["metadata"], "spec": spec}]

    def _budget(self, workload: Workload, name: str, labels: Mapping[str, str]) -> list[Json]:
        held = self._object(workload.budget)
        if not held or held.get("enabled") is False:
            return []
        if not any(held.get(key) is not None for key in _NUMBERS):
            self.problems.append(f"{workload.budget} does not say how many pods of {name} stay")
        spec = {**held, "selector": {"matchLabels": dict(labels)}}
        return [{"kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": spec}]

    def _object(self, path: str | None) -> Json:
        held = self._at(path) if path else None
        return held if isinstance(held, dict) else {}

    def _at(self, path: str) -> object:
        return attribute(self._values, path.split("."))
