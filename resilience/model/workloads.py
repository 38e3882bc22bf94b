"""Reads workloads from the manifests of all releases."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from config.room import Room
from resilience.model.budgets import budget_of
from resilience.model.canaries import with_deployments
from resilience.model.jobs import is_lost_with_node, job_of
from resilience.model.manifests import Manifests
from resilience.model.operators import with_stateful_sets
from resilience.model.platform import Unknown
from resilience.model.pods import ENDING, K8S, REPLICATED, Budget, Workload
from resilience.model.priorities import Priorities
from resilience.model.requests import asked_by
from resilience.model.rollouts import rollout
from resilience.model.scheduling import Scheduling
from resilience.model.selectors import selects
from resilience.model.shapes import misfit
from terraform_json.types import Json

_KINDS: Final = (*REPLICATED, "DaemonSet", *ENDING)
_NO_DEFAULTS: Final[Mapping[str, Json]] = {}
_HOOK: Final = "helm.sh/hook"
"""The annotation of what runs when a release is installed or upgraded, and ends:
https://helm.sh/docs/topics/charts_hooks/"""


class Workloads:
    """Reads workloads, with the autoscalers and the budgets that other manifests give them.

    Args:
        sources: The manifests of all releases.
        priorities: The priority classes.
        node_labels: The labels of the nodes of each group and zone.
        defaults: The `resources` of a container that states none, by the namespace.

    Attributes:
        found: The workloads, in the order of their keys.
        unknowns: What of them could not be found out.
    """

    def __init__(
        self,
        sources: Sequence[Manifests],
        priorities: Priorities,
        node_labels: Sequence[Mapping[str, str]],
        defaults: Mapping[str, Json] = _NO_DEFAULTS,
    ) -> None:
        self._priorities, self._node_labels = priorities, node_labels
        self._defaults = defaults
        self._budgets: dict[str, list[Json]] = defaultdict(list)
        self._autoscalers: dict[tuple[str, str, str], Json] = {}
        self.unknowns: list[Unknown] = []
        self._refused: dict[str, list[tuple[Json, str]]] = defaultdict(list)
        standing = [
            (source, manifest)
            for source in sources
            for manifest in with_deployments(with_stateful_sets(self._taken(source)))
        ]
        for source, manifest in standing:
            self._note(source.namespace_of(manifest), manifest)
        read = (
            self._workload(source, manifest)
            for source, manifest in standing
            if manifest.get("kind") in _KINDS
        )
        self.found = tuple(sorted(read, key=lambda each: each.key))

    def _taken(self, source: Manifests) -> Iterator[Json]:
        """Yield what Kubernetes takes of the manifests, and what stays."""
        for manifest in source.objects:
            if problem := misfit(manifest):
                self.unknowns.append(Unknown(subject=f"{K8S}:{source.release}", problem=problem))
                self._refused[source.namespace_of(manifest)].append((manifest, problem))
            elif _HOOK not in ((manifest.get("metadata") or {}).get("annotations") or {}):
                yield manifest

    def _note(self, namespace: str, manifest: Json) -> None:
        if manifest.get("kind") == "PodDisruptionBudget":
            self._budgets[namespace].append(manifest)
        elif manifest.get("kind") == "HorizontalPodAutoscaler":
            target = manifest["spec"]["scaleTargetRef"]
            self._autoscalers[namespace, target["kind"], target["name"]] = manifest["spec"]

    def _workload(self, source: Manifests, manifest: Json) -> Workload:
        kind, name = manifest["kind"], manifest["metadata"]["name"]
        namespace = source.namespace_of(manifest)
        spec = manifest["spec"]
        template = _template(kind, spec)
        pod, labels = template["spec"], _texts((template.get("metadata") or {}).get("labels") or {})
        least, most = self._counts(namespace, kind, name, spec)
        scheduling = Scheduling(pod, labels, self._node_labels)
        surge, lacking = rollout(kind, spec, least)
        most_surge, _ = rollout(kind, spec, most)
        problems = [
            problem
            for refused, problem in self._refused[namespace]
            if _is_for(refused, kind, name, labels)
        ]
        workload = Workload(
            namespace=namespace,
            kind=kind,
            name=name,
            release=source.release,
            origin=source.origin,
            replicas=least,
            max_replicas=most,
            each=_asked(pod, self._defaults.get(namespace, {}), problems),
            priority=self._priority(pod.get("priorityClassName"), problems),
            labels=labels,
            node_labels=scheduling.node_labels(),
            tolerations=scheduling.tolerations(every_node=kind == "DaemonSet"),
            spreads=tuple(scheduling.spreads()),
            apart=scheduling.apart(),
            prefers_apart=scheduling.prefers_apart(),
            budget=self._budget(namespace, labels, least, problems),
            max_surge=surge,
            most_surge=most_surge,
            max_unavailable=lacking,
            zonal_volumes=_has_volumes(spec, pod),
            lost_with_node=kind in ENDING and is_lost_with_node(job_of(kind, spec)),
        )
        for problem in (*problems, *scheduling.problems):
            self.unknowns.append(Unknown(subject=workload.key, problem=problem))
        return workload

    def _counts(self, namespace: str, kind: str, name: str, spec: Json) -> tuple[int, int]:
        """Return the fewest pods when all is well, and the most."""
        if kind in ENDING:
            # It ends, and needs room meanwhile.
            return 0, _one_if_none(job_of(kind, spec).get("parallelism"))
        if kind not in REPLICATED:
            return 0, 0
        autoscaler = self._autoscalers.get((namespace, kind, name))
        if autoscaler:
            return autoscaler.get("minReplicas") or 1, autoscaler["maxReplicas"]
        count = _one_if_none(spec.get("replicas"))
        return count, count

    def _priority(self, name: str | None, problems: list[str]) -> int:
        priority = self._priorities.of(name)
        if priority is None:
            problems.append(f"its priority class {name} is none of the cluster's")
        return priority or 0

    def _budget(
        self, namespace: str, labels: Mapping[str, str], replicas: int, problems: list[str]
    ) -> Budget | None:
        found = [
            budget_of(each, replicas)
            for each in self._budgets[namespace]
            if selects(each["spec"].get("selector"), labels)
        ]
        if len(found) > 1:
            # https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
            names = ", ".join(sorted(each.name for each in found))
            problems.append(f"it has several budgets, so that nothing is evicted: {names}")
        return max(found, key=lambda each: each.least, default=None)


def _is_for(manifest: Json, kind: str, name: str, labels: Mapping[str, str]) -> bool:
    """Return whether a budget or an autoscaler that Kubernetes refuses may be for a workload."""
    try:
        if manifest["kind"] == "PodDisruptionBudget":
            return selects(manifest["spec"].get("selector"), labels)
        target = manifest["spec"].get("scaleTargetRef", {})
        return manifest["kind"] == "HorizontalPodAutoscaler" and (
            (target["kind"], target["name"]) == (kind, name)
        )
    except (AttributeError, KeyError, TypeError):  # nobody can tell
        return True


def _one_if_none(count: int | None) -> int:
    return 1 if count is None else count


def _asked(pod: Json, defaults: Json, problems: list[str]) -> Room:
    try:
        return asked_by(pod, defaults)
    except ValueError as error:
        problems.append(f"what it asks for is not known: {error}")
        return Room(pods=1)


def _template(kind: str, spec: Json) -> Json:
    template: Json = job_of(kind, spec)["template"]
    return template


def _texts(labels: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in labels.items()}


def _has_volumes(spec: Json, pod: Json) -> bool:
    """Return whether each pod has a volume: of EBS, which is the only class, it is in one zone."""
    return bool(spec.get("volumeClaimTemplates")) or any(_volumes_of(pod))


def _volumes_of(pod: Json) -> Iterator[Json]:
    for volume in pod.get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            yield volume
