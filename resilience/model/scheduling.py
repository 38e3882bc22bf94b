"""Reads what of a pod's spec the scheduler heeds: its tolerations, its nodes, its neighbours."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from resilience.model.pods import (
    HOST_LABEL,
    LOST_NODE_SECONDS,
    UNREACHABLE,
    Spread,
    Toleration,
)
from resilience.model.selectors import selects
from terraform_json.types import Json

_OF_REVISION: Final = {"pod-template-hash", "rollouts-pod-template-hash"}
"""The label that tells a revision of a Deployment, and of a Rollout."""
_LOST: Final = ("node.kubernetes.io/not-ready", UNREACHABLE)
_OF_DAEMON_SETS: Final = (
    *((key, "NoExecute") for key in _LOST),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
)
"""The taints that the DaemonSet controller lets its pods tolerate:
https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations"""
_BY_OTHERS: Final = ("kubernetes.io/", "k8s.io/", "k8s.aws/", "eks.amazonaws.com/")
"""Labels that nodes get from Kubernetes and AWS, and not from their group:
https://kubernetes.io/docs/reference/labels-annotations-taints/"""


class Scheduling:
    """The constraints of pods that are alike, as the scheduler heeds them.

    Args:
        spec: The `spec` of the pods.
        labels: Their labels.
        node_labels: The labels of the nodes of each group and zone.

    Attributes:
        problems: What of it this model cannot hold, each as a sentence.
    """

    def __init__(
        self,
        spec: Json,
        labels: Mapping[str, str],
        node_labels: Sequence[Mapping[str, str]],
    ) -> None:
        self._spec, self._labels, self._node_labels = spec, labels, node_labels
        self._affinity: Json = spec.get("affinity") or {}
        self.problems: list[str] = []

    def tolerations(self, *, every_node: bool) -> tuple[Toleration, ...]:
        """Return the tolerations, with those that Kubernetes adds.

        Args:
            every_node: Whether a DaemonSet makes the pods.
        """
        written = [_toleration(each) for each in self._spec.get("tolerations") or ()]
        if every_node:
            added = [Toleration(key=key, effect=effect) for key, effect in _OF_DAEMON_SETS]
        else:
            added = [
                Toleration(key=key, effect="NoExecute", seconds=LOST_NODE_SECONDS)
                for key in _LOST
                if not any(
                    each.key in (None, key) and each.effect in (None, "NoExecute")
                    for each in written
                )
            ]
        return (*written, *added)

    def node_labels(self) -> dict[str, frozenset[str]]:
        """Return, for each label that a node has to have, the values that are allowed."""
        allowed = {
            key: frozenset({str(value)})
            for key, value in (self._spec.get("nodeSelector") or {}).items()
        }
        required = (self._affinity.get("nodeAffinity") or {}).get(
            "requiredDuringSchedulingIgnoredDuringExecution"
        ) or {}
        terms = required.get("nodeSelectorTerms") or []
        if len(terms) > 1 or any(each.get("matchFields") for each in terms):
            self.problems.append("its required node affinity has several terms, or fields")
            return allowed
        for expression in (terms[0].get("matchExpressions") or ()) if terms else ():
            values = None if self._beyond(expression) else self._allowed(expression)
            if values is not None:
                key = expression["key"]
                allowed[key] = allowed.get(key, values) & values
        return allowed

    def _beyond(self, expression: Json) -> bool:
        """Return whether an expression is about a label of which the groups say nothing."""
        key = expression["key"]
        if key == HOST_LABEL:
            # Each node has a name, and one that nobody knows beforehand.
            return expression["operator"] in ("Exists", "NotIn")
        if any(each in key for each in _BY_OTHERS):
            if any(key in labels for labels in self._node_labels):
                return False
            self.problems.append(f"which nodes have the label {key} is not known")
            return True
        return False

    def _allowed(self, expression: Json) -> frozenset[str] | None:
        """Return the values that an expression allows; None where it excludes no node there is."""
        key, operator = expression["key"], expression["operator"]
        given = frozenset(map(str, expression.get("values") or ()))
        seen = {labels.get(key) for labels in self._node_labels}
        known = frozenset(value for value in seen if value is not None)
        if operator == "In":
            return given
        if operator == "Exists":
            return known
        if operator in ("NotIn", "DoesNotExist"):
            excluded = given if operator == "NotIn" else known
            if not known & excluded:
                return None
            if None not in seen:
                return known - excluded
        self.problems.append(f"its required node affinity {operator} of {key} is not understood")
        return None

    def spreads(self) -> Iterator[Spread]:
        """Yield the spread constraints over the pods themselves."""
        for each in self._spec.get("topologySpreadConstraints") or ():
            key = each["topologyKey"]
            if not selects(each.get("labelSelector"), self._labels):
                self.problems.append(f"its spread over {key} is of other pods than its own")
                continue
            if each.get("nodeAffinityPolicy", "Honor") != "Honor":
                self.problems.append(f"its spread over {key} counts nodes that it may not use")
            yield Spread(
                key=key,
                max_skew=each.get("maxSkew", 1),
                hard=each.get("whenUnsatisfiable", "DoNotSchedule") == "DoNotSchedule",
                min_domains=each.get("minDomains"),
                honors_taints=each.get("nodeTaintsPolicy") == "Honor",
                per_revision=not _OF_REVISION.isdisjoint(each.get("matchLabelKeys") or ()),
            )

    def apart(self) -> tuple[str, ...]:
        """Return the topology keys on which no two of the pods may meet."""
        if self._terms("podAffinity"):
            self.problems.append("it has to be beside other pods, by its required pod affinity")
        return self._keys(self._terms("podAntiAffinity"))

    def prefers_apart(self) -> tuple[str, ...]:
        """Return the topology keys on which the pods prefer not to meet."""
        rules = self._affinity.get("podAntiAffinity") or {}
        preferred = rules.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        terms = [each["podAffinityTerm"] for each in preferred]
        own = [each for each in terms if selects(each.get("labelSelector"), self._labels)]
        return tuple(dict.fromkeys(each["topologyKey"] for each in own))

    def _terms(self, kind: str) -> list[dict[str, Any]]:
        rules = self._affinity.get(kind) or {}
        return list(rules.get("requiredDuringSchedulingIgnoredDuringExecution") or ())

    def _keys(self, terms: Sequence[dict[str, Any]]) -> tuple[str, ...]:
        keys = []
        for each in terms:
            if selects(each.get("labelSelector"), self._labels):
                keys.append(each["topologyKey"])
            else:
                self.problems.append("its required anti-affinity is to other pods than its own")
        return tuple(dict.fromkeys(keys))


def _toleration(written: Json) -> Toleration:
    exists = written.get("operator") == "Exists"
    return Toleration(
        key=written.get("key") or None,
        value=None if exists else str(written.get("value") or ""),
        effect=written.get("effect") or None,
        seconds=written.get("tolerationSeconds"),
    )
