"""Objects of Kubernetes that a release makes, before and after, and what their change does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from delivery.actions import Action
from delivery.comment.attributes import changed_attributes
from delivery.comment.record import Attribute
from delivery.review.effects import HOOK, Effect, annotations, effect_of
from terraform_json.types import Json

HIDDEN = "(hidden)"
_VERSIONS = tuple(
    f"metadata.labels.{each}" for each in ("app.kubernetes.io/version", "helm.sh/chart")
)
"""Labels that nothing selects by: https://helm.sh/docs/chart_best_practices/labels/"""


@dataclass(frozen=True, kw_only=True)
class Object:
    """An object that comes, goes or changes.

    Attributes:
        name: Its kind and name, such as `Deployment app1`.
        action: What becomes of it.
        effect: What the change does.
        attributes: What changes about it.
    """

    name: str
    action: Action
    effect: Effect
    attributes: tuple[Attribute, ...] = ()

    @property
    def is_relabelled(self) -> bool:
        """Whether nothing but labels with a version changes: nothing happens."""
        return bool(self.attributes) and all(
            attribute.path in _VERSIONS for attribute in self.attributes
        )


def changed_objects(before: Iterable[object], after: Iterable[object]) -> Iterator[Object]:
    """Yield the objects that come, go or change: the gravest first, then by kinds and names.

    Args:
        before: The manifests before the change.
        after: Those after it.
    """
    old, new = by_key(before), by_key(after)
    found = [
        _object(old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    yield from sorted(found, key=lambda each: each.effect.gravity)


def by_key(manifests: Iterable[object]) -> dict[tuple[str, str, str], Json]:
    """Return manifests by their kinds, namespaces and names, without those of Helm's tests."""
    return {
        (each["kind"], str(each["metadata"].get("namespace", "")), each["metadata"]["name"]): each
        for each in manifests
        if isinstance(each, dict) and "kind" in each and not _is_a_test(each)
    }


def _object(was: Json | None, is_: Json | None) -> Object:
    manifest = is_ or was or {}
    action = Action.UPDATED
    if was is None or is_ is None:
        action = Action.CREATED if was is None else Action.DESTROYED
    return Object(
        name=f"{manifest['kind']} {manifest['metadata']['name']}",
        action=action,
        effect=effect_of(was, is_),
        attributes=_attributes(was, is_),
    )


def _is_a_test(manifest: Json) -> bool:
    """Return whether an object comes with `helm test` only, and so with no deployment.

    https://helm.sh/docs/topics/chart_tests/
    """
    return "test" in str(annotations(manifest).get(HOOK, ""))


def _attributes(was: Json | None, is_: Json | None) -> tuple[Attribute, ...]:
    if was is None or is_ is None:
        return ()
    changed = changed_attributes({"before": was, "after": is_})
    if is_["kind"] != "Secret":
        return changed
    hidden = {"before": HIDDEN, "after": HIDDEN}
    return tuple(
        each if each.path.startswith("metadata.labels.") else each.model_copy(update=hidden)
        for each in changed
    )
