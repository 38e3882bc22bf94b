"""Whether a pod fits a node: the rules of the scheduler that the platform's pods depend on.

Followed: taints, node selectors and required node affinity, requests and the number of pods, and
spread that is required. Left out: affinity between pods, ports of hosts, volumes and their zones,
and all that is only a preference.
https://kubernetes.io/docs/concepts/scheduling-eviction/
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from config.kubernetes_names import NODE_GROUP_LABEL
from config.quantities import quantity
from sandbox.joints.autoscaler.pods import Pod, Resources
from sandbox.joints.autoscaler.selectors import Labels, meets, selects
from terraform_json.types import Json

MEASURED: Final = ("cpu", "memory")
"""The resources by which nodes count as used."""
_UNSCHEDULABLE: Final = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


@dataclass(kw_only=True, eq=False)
class Place:
    """A node, or one that could be.

    Attributes:
        name: Its name.
        labels: Its labels.
        taints: Its taints, that of a cordon among them.
        allocatable: The room for pods.
        pods: Those that are on it, or would be.
    """

    name: str
    labels: Labels
    taints: tuple[Mapping[str, str], ...] = ()
    allocatable: Resources
    pods: list[Pod] = field(default_factory=list)

    @classmethod
    def of(cls, node: Json) -> "Place":
        """Return the place that a node of the API is, without pods."""
        spec = node.get("spec", {})
        cordon = (_UNSCHEDULABLE,) if spec.get("unschedulable") else ()
        return cls(
            name=node["metadata"]["name"],
            labels=node["metadata"]["labels"],
            taints=(*(spec.get("taints") or ()), *cordon),
            allocatable={
                name: quantity(value) for name, value in node["status"]["allocatable"].items()
            },
        )

    @property
    def group(self) -> str:
        """The name of its node group."""
        return self.labels.get(NODE_GROUP_LABEL, "")

    def another(self, name: str, pods: Iterable[Pod] = ()) -> "Place":
        """Return such a node of another name, and with other pods."""
        labels = {**self.labels, "kubernetes.io/hostname": name}
        return replace(self, name=name, labels=labels, pods=list(pods))

    def used(self, resource: str) -> Decimal:
        """Return how much of a resource its pods ask for."""
        return sum((pod.requests.get(resource, Decimal(0)) for pod in self.pods), Decimal(0))

    def lacks(self, pod: Pod) -> str | None:
        """Return which room it lacks for a pod, if any; as the scheduler says it."""
        for name, asked in sorted(pod.requests.items()):
            if asked and self.used(name) + asked > self.allocatable.get(name, Decimal(0)):
                return "Too many pods" if name == "pods" else f"Insufficient {name}"
        return None


def misfit(pod: Pod, place: Place, places: Iterable[Place]) -> str | None:
    """Return why a pod does not fit a node; None if it does.

    Args:
        pod: The pod.
        place: The node.
        places: All nodes, it among them: what is spread is counted there.
    """
    taint = next(_untolerated(pod, place), None)
    if taint:
        return f"node(s) had untolerated taint {{{taint['key']}: {taint.get('value', '')}}}"
    if not _is_chosen(pod, place):
        return "node(s) didn't match Pod's node affinity/selector"
    return place.lacks(pod) or (
        None
        if _is_spread(pod, place, places)
        else "node(s) didn't match pod topology spread constraints"
    )


def settle(pod: Pod, places: Sequence[Place], among: Sequence[Place]) -> Place | None:
    """Put a pod on the first node that it fits, and return that; None if there is none.

    Args:
        pod: The pod.
        places: The nodes that it may be put on.
        among: All nodes.
    """
    for place in places:
        if misfit(pod, place, among) is None:
            place.pods.append(pod)
            return place
    return None


def _untolerated(pod: Pod, place: Place) -> Iterator[Mapping[str, str]]:
    tolerations = pod.spec.get("tolerations") or ()
    for taint in place.taints:
        hard = taint["effect"] in ("NoSchedule", "NoExecute")
        if hard and not any(_tolerates(each, taint) for each in tolerations):
            yield taint


def _tolerates(toleration: Mapping[str, str], taint: Mapping[str, str]) -> bool:
    exists = toleration.get("operator") == "Exists"
    return (
        toleration.get("effect", "") in ("", taint["effect"])
        and toleration.get("key", "") in ("", taint["key"])
        and (exists or toleration.get("value", "") == taint.get("value", ""))
    )


def _is_chosen(pod: Pod, place: Place) -> bool:
    wanted: Labels = pod.spec.get("nodeSelector") or {}
    if not wanted.items() <= place.labels.items():
        return False
    affinity = (pod.spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    fields = {"metadata.name": place.name}
    return required is None or any(
        meets(term.get("matchExpressions"), place.labels) and meets(term.get("matchFields"), fields)
        for term in required["nodeSelectorTerms"]
    )


def _is_spread(pod: Pod, place: Place, places: Iterable[Place]) -> bool:
    constraints = [
        each
        for each in pod.spec.get("topologySpreadConstraints") or ()
        if each["whenUnsatisfiable"] == "DoNotSchedule"
    ]
    return all(_keeps(constraint, pod, place, places) for constraint in constraints)


def _keeps(constraint: Json, pod: Pod, place: Place, places: Iterable[Place]) -> bool:
    """Tell whether the domains stay even enough with a pod on a node.

    https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
    """
    key = constraint["topologyKey"]
    if key not in place.labels:
        return False
    keys = constraint.get("matchLabelKeys") or ()
    alike = {name: pod.labels[name] for name in keys if name in pod.labels}

    def counts(other: Pod) -> bool:
        return (
            other.namespace == pod.namespace
            and not other.is_leaving
            and selects(constraint.get("labelSelector"), other.labels)
            and alike.items() <= other.labels.items()
        )

    domains: dict[str, int] = {}
    for each in places:
        if key in each.labels and _is_domain(constraint, pod, each):
            domain = each.labels[key]
            domains[domain] = domains.get(domain, 0) + sum(map(counts, each.pods))
    enough = len(domains) >= constraint.get("minDomains", 1)
    least = min(domains.values(), default=0) if enough else 0
    here = domains.get(place.labels[key], 0)
    most: int = constraint["maxSkew"]
    return here + counts(pod) - least <= most


def _is_domain(constraint: Json, pod: Pod, place: Place) -> bool:
    """Tell whether a node counts for a constraint."""
    chosen = constraint.get("nodeAffinityPolicy") == "Ignore" or _is_chosen(pod, place)
    honored = constraint.get("nodeTaintsPolicy") == "Honor"
    return chosen and not (honored and any(_untolerated(pod, place)))
