"""Objects of Kubernetes that a release makes, before and after, and what their change does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from delivery.actions import Action
from delivery.comment.attributes import changed_attributes
from delivery.comment.record import Attribute
from delivery.review.effects import effect_of
from terraform_json.types import Json

HIDDEN = "(hidden)"


@dataclass(frozen=True, kw_only=True)
class Object:
    """An object that comes, goes or changes.

    Attributes:
        name: Its kind and name, such as `Deployment app1`.
        action: What becomes of it.
        effect: What the change does, in a few words.
        attributes: What changes about it.
    """

    name: str
    action: Action
    effect: str
    attributes: tuple[Attribute, ...] = ()

    @property
    def is_relabelled(self) -> bool:
        """Whether nothing but its own labels changes, which name versions: nothing happens."""
        return bool(self.attributes) and all(map(_is_a_label, self.attributes))


def _is_a_label(attribute: Attribute) -> bool:
    return attribute.path.startswith("metadata.labels.")


def changed_objects(
    before: Iterable[object], after: Iterable[object], *, forced: bool
) -> Iterator[Object]:
    """Yield the objects that come, go or change, by their kinds and names.

    Args:
        before: The manifests before the change.
        after: Those after it.
        forced: Whether Helm deletes and makes again what it cannot update (`force_update`).
    """
    old, new = _by_name(before), _by_name(after)
    for name in sorted(old.keys() | new.keys()):
        was, is_ = old.get(name), new.get(name)
        if was is None or is_ is None:
            action = Action.CREATED if was is None else Action.DESTROYED
        elif was != is_:
            action = Action.UPDATED
        else:
            continue
        yield Object(
            name=name,
            action=action,
            effect=effect_of(was, is_, forced=forced),
            attributes=_attributes(was, is_),
        )


def _by_name(manifests: Iterable[object]) -> dict[str, Json]:
    return {
        f"{each['kind']} {each['metadata']['name']}": each
        for each in manifests
        if isinstance(each, dict) and "kind" in each and not _is_a_test(each)
    }


def _is_a_test(manifest: Json) -> bool:
    """Return whether an object comes with `helm test` only, and so with no deployment.

    https://helm.sh/docs/topics/chart_tests/
    """
    annotations = manifest["metadata"].get("annotations") or {}
    return "test" in str(annotations.get("helm.sh/hook", ""))


def _attributes(was: Json | None, is_: Json | None) -> tuple[Attribute, ...]:
    if was is None or is_ is None:
        return ()
    changed = changed_attributes({"before": was, "after": is_})
    if is_["kind"] != "Secret":
        return changed
    hidden = {"before": HIDDEN, "after": HIDDEN}
    return tuple(each if _is_a_label(each) else each.model_copy(update=hidden) for each in changed)
