"""Releases whose manifests change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from delivery.comment.attributes import changed_attributes
from delivery.comment.record import Attribute
from delivery.review.effects import Gravity
from delivery.review.objects import Object, changed_objects
from delivery.review.resources import RELEASE
from delivery.review.synthesis import Pair, Side
from ops.rendering import rendered
from terraform_json.stack import resources
from terraform_json.types import Json
from terraform_json.values import as_written, merged_values, release_values


@dataclass(frozen=True, kw_only=True)
class Release:
    """A release that changes.

    Attributes:
        name: Its namespace and name.
        objects: The objects that change, where its chart is in the stack's folder.
        values: The values that change, where it is not.
        before: Its manifests before the change.
        after: Those after it.
    """

    name: str
    objects: tuple[Object, ...] = ()
    values: tuple[Attribute, ...] = ()
    before: tuple[Any, ...] = ()
    after: tuple[Any, ...] = ()

    @property
    def gravity(self) -> Gravity:
        """How grave the gravest of its changes is."""
        return min((each.effect.gravity for each in self.objects), default=Gravity.AT_ONCE)


def changed_releases(pair: Pair) -> Iterator[Release]:
    """Yield the releases of a stack whose chart or values change, or that come or go.

    Raises:
        Failure: helm is missing, or a chart cannot be rendered.
    """
    before, after = _releases(pair.base.data), _releases(pair.head.data)
    for address in sorted(before.keys() | after.keys()):
        old, new = before.get(address), after.get(address)
        if _made_of(old) == _made_of(new):
            continue
        about = new or old or {}
        name = f"{about['namespace']}/{about['name']}"
        sides = (old, pair.base), (new, pair.head)
        if all(_is_here(*side) for side in sides):
            was, is_ = (_manifests(*side) for side in sides)
            objects = tuple(changed_objects(was, is_))
            if objects:
                yield Release(name=name, objects=objects, before=was, after=is_)
        elif old and new:
            yield Release(name=name, values=_values(old, new))


def _releases(stack: Json) -> dict[str, Json]:
    return {
        address: block
        for address, block in resources(stack).items()
        if address.startswith(f"{RELEASE}.")
    }


def _made_of(release: Json | None) -> object:
    return release and {key: release.get(key) for key in ("chart", "version", "values")}


def _is_here(release: Json | None, side: Side) -> bool:
    """Return whether a chart is in the stack's folder: Helm fetches others when it deploys."""
    return release is None or (side.folder / str(release["chart"])).exists()


def _manifests(release: Json | None, side: Side) -> tuple[Any, ...]:
    return tuple(rendered(side.folder, release)) if release else ()


def _values(old: Json, new: Json) -> tuple[Attribute, ...]:
    was, is_ = (merged_values(release_values(each, as_written)) for each in (old, new))
    return changed_attributes({"before": was, "after": is_})
