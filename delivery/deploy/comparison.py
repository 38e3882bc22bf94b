"""Compares a plan with the one that people reviewed, in meaning.

A deploy may do less than what was reviewed, and it may create and update more: state and AWS move
while a pull request waits. It may neither destroy nor replace what nobody saw destroyed or
replaced, for that cannot be undone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from delivery.actions import Action
from delivery.deploy.reviewed import TAINTED, Plan, PlannedChange

_LOSES: Final = (Action.DESTROYED, Action.REPLACED)
_LEFT_BEHIND: Final = "an object that an earlier replacement left behind"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something that a plan would do otherwise than the one that was reviewed.

    Attributes:
        address: The resource.
        action: What the plan would do with it; None if nothing.
        was: What was reviewed; None if nothing.
        causes: Why it is replaced, or what an update changes that was not reviewed.
        were: Why it was to be replaced.
        note: What else there is to say; may be empty.
        stops: Whether it must not be done unless somebody confirms it.
    """

    address: str
    action: Action | None
    was: Action | None
    causes: frozenset[str] = frozenset()
    were: frozenset[str] = frozenset()
    note: str = ""
    stops: bool = False


def differences(fresh: Plan, reviewed: Plan | None) -> tuple[Difference, ...]:
    """Return what a plan would do otherwise than the one that was reviewed, what stops first.

    Args:
        fresh: The plan that is about to be applied.
        reviewed: The plan that was reviewed; None if there was none, and then all is told that
            destroys or replaces.
    """
    if reviewed is None:
        losses = (each for each in fresh.changes if each.action in _LOSES)
        return tuple(_difference(each, None, stops=True) for each in losses)
    known = {each.address: each for each in reviewed.changes if not each.deposed}
    deposed = {each.address for each in reviewed.changes if each.deposed}
    found = [*_more(fresh, known, deposed), *_fewer(fresh, reviewed)]
    return tuple(sorted(found, key=lambda each: not each.stops))


def _more(
    fresh: Plan, known: Mapping[str, PlannedChange], deposed: set[str]
) -> Iterator[Difference]:
    for each in fresh.changes:
        was = known.get(each.address)
        if each.deposed:
            # What a replacement that was reviewed left behind, when it was interrupted.
            if each.address not in deposed and (was is None or was.action not in _LOSES):
                yield _difference(each, was, stops=True)
        elif was is None or each.action is not was.action:
            yield _difference(each, was, stops=_loses_more(each, was))
        elif each.action is Action.REPLACED and not each.causes & was.causes:
            yield _difference(each, was, stops=TAINTED not in each.causes)
        elif each.attributes - was.attributes:
            yield _difference(each, was, stops=False)


def _fewer(fresh: Plan, reviewed: Plan) -> Iterator[Difference]:
    planned = {each.address for each in fresh.changes}
    for was in reviewed.changes:
        if was.address not in planned:
            yield Difference(address=was.address, action=None, was=was.action)


def _loses_more(each: PlannedChange, was: PlannedChange | None) -> bool:
    """Return whether a change takes something away that was to stay.

    What an earlier attempt of the same deploy made, and did not finish, is made anew by the next.
    """
    if each.action not in _LOSES:
        return False
    made = was is not None and was.action is Action.CREATED
    return not (made and each.action is Action.REPLACED and TAINTED in each.causes)


def _difference(each: PlannedChange, was: PlannedChange | None, *, stops: bool) -> Difference:
    return Difference(
        address=each.address,
        action=each.action,
        was=was.action if was else None,
        causes=each.causes or each.attributes - (was.attributes if was else frozenset()),
        were=was.causes if was else frozenset(),
        note=_LEFT_BEHIND if each.deposed else "",
        stops=stops,
    )
