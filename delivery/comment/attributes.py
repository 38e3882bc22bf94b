"""Changes of a resource, attribute by attribute, without what is sensitive."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from delivery.comment.record import Attribute
from delivery.comment.showing import encodable, shown_pair
from terraform_json.types import Json

SENSITIVE: Final = "(sensitive)"
UNKNOWN: Final = "(known after apply)"
_LABELS: Final = ("description", "tags", "tags_all", "metadata.labels", "metadata.annotations")


def changed_attributes(change: Json) -> tuple[Attribute, ...]:
    """Return all attributes that change: those first that force a replacement, labels last.

    Args:
        change: The key `change` of one of `resource_changes`. What it marks as sensitive is told
            of neither side.
    """
    forcing = [tuple(path) for path in change.get("replace_paths", ())]
    found = [
        _attribute(path, before, after, forcing)
        for path, before, after in _leaves(
            (),
            (change.get("before"), change.get("before_sensitive"), False),
            (change.get("after"), change.get("after_sensitive"), change.get("after_unknown")),
        )
    ]
    return tuple(sorted(found, key=lambda each: (not each.forces, each.path.startswith(_LABELS))))


def changed_names(change: Json) -> set[str]:
    """Return the names of the attributes that change."""
    before, after = change.get("before") or {}, change.get("after") or {}
    unknown = change.get("after_unknown") or {}
    return {
        name
        for name in before.keys() | after.keys() | unknown.keys()
        if _differ(before.get(name), after.get(name)) or _has_mark(unknown.get(name))
    }


def path_text(path: Sequence[Any]) -> str:
    """Return the path of an attribute as people write it, such as `subnet_ids[0]`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def _attribute(
    path: tuple[Any, ...], before: object, after: object, forcing: Sequence[tuple[Any, ...]]
) -> Attribute:
    old, new = shown_pair(before, after)
    return Attribute(
        path=encodable(path_text(path)),
        before=old,
        after=new,
        forces=any(path[: len(each)] == each or each[: len(path)] == path for each in forcing),
    )


_Side = tuple[Any, Any, Any]
"""A value, the part of it that is sensitive, and the part that is not known."""
_Leaf = tuple[tuple[Any, ...], Any, Any]


def _leaves(path: tuple[Any, ...], before: _Side, after: _Side) -> Iterator[_Leaf]:
    """Yield the innermost values that differ, with their paths."""
    if True in (before[1], after[1]):
        if before[0] != after[0] or after[2] is True:
            yield path, SENSITIVE, SENSITIVE
        return
    if after[2] is True:
        yield path, _masked(before[0], before, after), UNKNOWN
        return
    old, new = _opened(before[0]), _opened(after[0])
    if isinstance(old, list) and isinstance(new, list) and _are_plain([*old, *new]):
        for gone, added in _items(old, new):
            yield path, _masked(gone, before, after), _masked(added, before, after)
    elif keys := _keys(old, new, after[2]):
        for key in keys:
            yield from _leaves((*path, key), _part(before, old, key), _part(after, new, key))
    elif _differ(old, new):
        yield path, _masked(old, before, after), _masked(new, before, after)


def _items(old: list[Any], new: list[Any]) -> Iterator[tuple[list[Any] | None, list[Any] | None]]:
    """Yield what two plain lists lost and gained; both lists where only the order is another."""
    gone = [each for each in old if each not in new]
    added = [each for each in new if each not in old]
    if gone:
        yield gone, None
    if added:
        yield None, added
    if not gone and not added and old != new:  # or an item is there twice
        yield old, new


def _keys(old: object, new: object, unknown: object) -> list[Any]:
    """Return the keys or the indices of two values that are compared part by part."""
    if isinstance(old, dict) and isinstance(new, dict):
        return list(dict.fromkeys([*old, *new, *(unknown or {})]))  # type: ignore[misc]
    if isinstance(old, list) and isinstance(new, list):
        return list(range(max(len(old), len(new))))
    return []


def _masked(value: object, *sides: _Side) -> object:
    """Return a value, unless anything on either side is sensitive."""
    return SENSITIVE if any(_has_mark(side[1]) for side in sides) else value


def _part(side: _Side, opened: Any, key: Any) -> _Side:  # noqa: ANN401 - JSON
    return _get(opened, key), _get(side[1], key), _get(side[2], key)


def _get(data: Any, key: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(data, dict):
        return data.get(key)
    return data[key] if isinstance(data, list) and key < len(data) else None


def _opened(value: object) -> object:
    """Return what a string in JSON holds, such as a policy: people change parts of it."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _are_plain(items: Sequence[object]) -> bool:
    return not any(isinstance(each, (dict, list)) for each in items)


def _differ(old: object, new: object) -> bool:
    """Return whether two values differ in meaning: providers write nothing in several ways."""
    return old != new and not (old in (None, "", [], {}) and new in (None, "", [], {}))


def _has_mark(mark: object) -> bool:
    """Return whether a value is marked, as a whole or in a part."""
    if isinstance(mark, dict):
        return any(map(_has_mark, mark.values()))
    if isinstance(mark, list):
        return any(map(_has_mark, mark))
    return mark is True
