"""Changes made outside Terraform, grouped by what may have caused them.

Whoever changes an attribute by hand, by a policy or by a controller seldom changes one resource
only: the same attribute of many resources is one cause, and a look at one of them explains all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from delivery.actions import Action
from delivery.comment.record import Attribute, Change, Record
from delivery.comment.topics import Topic

_INDEX: Final = re.compile(r"\[\d+\]")
_TAGS: Final = "tags."
_ALL_TAGS: Final = "tags_all."
"""The tags of a resource and of its provider, shown beside `tags`: the same change once more."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One resource that a cause changed.

    Attributes:
        record: The name of its stack's record.
        change: The change of it.
        attribute: The attribute that the cause is of; None where the whole resource is meant.
    """

    record: str
    change: Change
    attribute: Attribute | None


@dataclass(frozen=True, kw_only=True)
class Cause:
    """The cause of changes of one or more resources.

    Attributes:
        action: What became of them.
        what: The attribute, or the type of what is gone.
        values: The values before and after, where they are the same for all; else None.
        changes: The changes.
    """

    action: Action
    what: str
    values: tuple[str, str] | None
    changes: tuple[Told, ...]

    @property
    def topic(self) -> Topic:
        """The gravest of what the changes concern."""
        return min((each.change.topic for each in self.changes), key=list(Topic).index)


def causes(records: Sequence[Record]) -> list[Cause]:
    """Return the causes of all that was changed outside Terraform, the gravest first.

    A resource of which several attributes were changed is told of by each.
    """
    groups: dict[tuple[Action, str], list[Told]] = {}
    for record in records:
        for change in record.drift:
            for what, attribute in _parts(change):
                told = Told(record=record.name, change=change, attribute=attribute)
                groups.setdefault((change.action, what), []).append(told)
    found = [_cause(action, what, told) for (action, what), told in groups.items()]
    return sorted(found, key=_gravity)


def _parts(change: Change) -> Iterator[tuple[str, Attribute | None]]:
    kind = change.address.partition(".")[0]
    parts: dict[str, Attribute] = {}
    # `tags` lacks the value before where the provider had set it.
    for each in sorted(change.attributes, key=lambda each: not each.path.startswith(_ALL_TAGS)):
        parts.setdefault(_what(kind, each.path), each)
    if change.action is Action.UPDATED and parts:
        yield from parts.items()
    else:
        yield kind, None


def _what(kind: str, path: str) -> str:
    """Return what an attribute is called as a cause: a tag is one for all types."""
    path = path.replace(_ALL_TAGS, _TAGS, 1) if path.startswith(_ALL_TAGS) else path
    return path if path.startswith(_TAGS) else f"{kind}.{_INDEX.sub('[]', path)}"


def _cause(action: Action, what: str, told: Sequence[Told]) -> Cause:
    attributes = [each.attribute for each in told if each.attribute]
    values = {(each.before, each.after) for each in attributes}
    return Cause(
        action=action,
        what=what,
        values=values.pop() if len(values) == 1 else None,
        changes=tuple(told),
    )


def _gravity(cause: Cause) -> tuple[int, bool, int, str]:
    is_update = cause.action is Action.UPDATED
    return list(Topic).index(cause.topic), is_update, -len(cause.changes), cause.what
