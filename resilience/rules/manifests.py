"""Rules about the APIs of Kubernetes that charts and values speak."""

import re
from collections.abc import Iterator
from typing import Any, Final

from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.model.removed_apis import REMOVED
from resilience.rules.rule import Rule, Weakness, weakness_at

_GUIDE: Final = "https://kubernetes.io/docs/reference/using-api/deprecation-guide/"


def _removed(evidence: Evidence) -> Iterator[Weakness]:
    gone = {version for version, _ in REMOVED}
    for release in evidence.all("helm_release"):
        made = evidence.model.removed_apis.get(release.part.address, ())
        found = dict.fromkeys(made, "chart makes")
        # Values are read where they name such an API: of 200 releases that takes a second.
        if any(version in text for text in release.block.get("values", ()) for version in gone):
            held = _spoken(evidence.values(str(release.block.get("name"))))
            found |= dict.fromkeys((each for each in held if each in REMOVED), "values hold")
        for (version, kind), told in found.items():
            since, instead = REMOVED[version, kind]
            yield weakness_at(
                release,
                "values",
                problem=f"its {told} a {kind} of {version}, which Kubernetes no longer serves since"
                f" {since}",
                why="The next deployment of the release fails, at any hour at which it is needed",
                remedy=f"write {instead}",
            )


def _spoken(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    """Yield API version and kind of each object within values."""
    if isinstance(value, dict):
        version, kind = value.get("apiVersion"), value.get("kind")
        if isinstance(version, str) and isinstance(kind, str):
            yield version, kind
        for each in value.values():
            yield from _spoken(each)
    elif isinstance(value, list):
        for each in value:
            yield from _spoken(each)


def _of_providers(evidence: Evidence) -> Iterator[Weakness]:
    """Types of the Kubernetes provider without `_v1` speak the API that is oldest."""
    for stack in evidence.model.stacks.values():
        for kind in stack.get("resource", {}):
            if kind.startswith("kubernetes_") and not re.search(r"_v\d+$", kind):
                for resource in evidence.all(kind):
                    yield weakness_at(
                        resource,
                        problem=f"{kind} does not say which version of the API it speaks",
                        why="It stays with one that Kubernetes may have removed",
                        remedy=f"write {kind}_v1",
                    )


RULES: Final = (
    Rule(
        id="removed-api",
        severity=Severity.HIGH,
        title="A release makes an object of an API that Kubernetes no longer serves",
        example="`extraObjects` has a PodDisruptionBudget of policy/v1beta1.",
        source=_GUIDE,
        find=_removed,
    ),
    Rule(
        id="unversioned-kubernetes-resource",
        severity=Severity.LOW,
        title="A resource of the Kubernetes provider names no API version",
        example="`kubernetes_namespace` in place of `kubernetes_namespace_v1`.",
        source=_GUIDE,
        find=_of_providers,
    ),
)
