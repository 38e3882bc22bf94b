"""Guards of the cluster that may weaken: what refuses objects of applications."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from delivery.review.objects import by_key
from delivery.review.releases import Release
from delivery.review.synthesis import Pair
from terraform_json.stack import resources
from terraform_json.types import Json

_POLICIES: Final = ("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding")
_GROWING: Final = ("validations", "validationActions")
"""Lists that refuse the more, the longer they are."""
_ENFORCE: Final = "pod-security.kubernetes.io/enforce"
_LEVELS: Final = ("privileged", "baseline", "restricted")
"""Without a label the first holds: https://kubernetes.io/docs/concepts/security/pod-security-standards/"""


@dataclass(frozen=True, kw_only=True, order=True)
class Guard:
    """A guard that may weaken.

    Attributes:
        name: The object that is the guard.
        change: What changes about it.
    """

    name: str
    change: str


def weakened_guards(pair: Pair, releases: Iterable[Release]) -> Iterator[Guard]:
    """Yield each change of a guard, but one that can only make it refuse more.

    Args:
        pair: The stack, with its namespaces.
        releases: Its releases that change, with admission policies, bindings and namespaces.
    """
    old, new = resources(pair.base.data), resources(pair.head.data)
    for address, block in old.items():
        if address.startswith("kubernetes_namespace") and address in new:
            was, is_ = (_metadata(each) for each in (block, new[address]))
            yield from (Guard(name=address, change=each) for each in _enforced(was, is_))
    for release in releases:
        before, after = by_key(release.before), by_key(release.after)
        for key, manifest in before.items():
            name = f"{manifest['kind']} {manifest['metadata']['name']} of {release.name}"
            for change in _weaker(manifest, after.get(key)):
                yield Guard(name=name, change=change)


def _weaker(was: Json, is_: Json | None) -> Iterator[str]:
    if was["kind"] == "Namespace" and is_:
        yield from _enforced(was["metadata"], is_["metadata"])
    elif was["kind"] in _POLICIES and is_ is None:
        yield "is gone"
    elif was["kind"] in _POLICIES:
        old, new = ((each or {}).get("spec") or {} for each in (was, is_))
        for key in {**old, **new}:
            yield from _field(key, old.get(key), new.get(key))


def _field(key: str, old: object, new: object) -> Iterator[str]:
    if key in _GROWING and isinstance(old, list) and isinstance(new, list):
        if lost := [each for each in old if each not in new]:
            yield f"{key} without {json.dumps(lost)}"
    elif old != new and (key, new or "Fail") != ("failurePolicy", "Fail"):
        yield f"{key}: {json.dumps(old)} → {json.dumps(new)}"


def _metadata(block: Json) -> Json:
    found = block.get("metadata")
    first = found[0] if isinstance(found, list) and found else found
    return first if isinstance(first, dict) else {}


def _enforced(was: Json, is_: Json) -> Iterator[str]:
    old, new = (_level(each) for each in (was, is_))
    if _LEVELS.index(new) < _LEVELS.index(old):
        yield f"{_ENFORCE}: {old} → {new}"


def _level(metadata: Json) -> str:
    level = (metadata.get("labels") or {}).get(_ENFORCE)
    return level if level in _LEVELS else _LEVELS[0]
