"""The owner of an AWS resource, by its name, where patterns of policies stand for many names.

A pattern holds `*`, `?` and policy variables such as `${aws:PrincipalTag/team}`, which may become
anything: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import re
from functools import cache
from typing import Final

SEPARATORS: Final = "-/:._"
"""The characters that may follow an application's name in the name of a resource: none of them
makes it another application's name."""

_VARIABLE: Final = re.compile(r"\$\{[^}]*\}")
_OPEN: Final = re.compile(r"[*?]|\$\{")


def own_names(environment: str, application: str) -> tuple[str, str]:
    """Return the beginnings of the names of an application's resources in an environment."""
    return f"{environment}-{application}", f"{environment}/{application}"


def begins_with(name: str, owner: str) -> bool:
    """Return whether a name is an owner's: the owner's alone, or with a separator after it."""
    rest = name.removeprefix(owner)
    return name.startswith(owner) and (not rest or rest[0] in SEPARATORS)


def may_begin_with(pattern: str, owner: str) -> bool:
    """Return whether any name that a pattern matches may be an owner's."""
    literal = literal_head(pattern)
    return begins_with(literal, owner) or (literal != pattern and owner.startswith(literal))


def literal_head(pattern: str) -> str:
    """Return the beginning of every name that a pattern matches."""
    return _OPEN.split(pattern, maxsplit=1)[0]


def covers(pattern: str, other: str) -> bool:
    """Return whether a pattern matches all that another pattern does.

    The time grows with the product of their lengths, however many stars there are.
    """
    place = in_other = 0
    star, from_star = None, 0
    while in_other < len(other):
        each = pattern[place : place + 1]
        if each == "*":
            star, from_star = place, in_other
            place += 1
        elif each == other[in_other] or (each == "?" and other[in_other] not in "*$"):
            place, in_other = place + 1, in_other + 1
        elif star is not None:
            # The last star takes one more. Those before it need no more than they have.
            from_star += 1
            place, in_other = star + 1, from_star
        else:
            return False
    return not pattern[place:].strip("*")


@cache
def overlap(one: str, other: str) -> bool:
    """Return whether there is a text that two patterns both match."""
    first, second = (_VARIABLE.sub("*", pattern) for pattern in (one, other))
    # The places in the second pattern up to which what was read of the first may have come.
    places = _past_stars({0}, second)
    for each in first:
        if each == "*":
            places = set(range(min(places), len(second) + 1))
            continue
        places = {
            place + (second[place] != "*")
            for place in places
            if place < len(second) and (second[place] in "*?" or each in ("?", second[place]))
        }
        places = _past_stars(places, second)
        if not places:
            return False
    return len(second) in places


def _past_stars(places: set[int], pattern: str) -> set[int]:
    """Return places with those after a star that stands there, since it may match nothing."""
    found = set(places)
    for place in places:
        end = place
        while end < len(pattern) and pattern[end] == "*":
            end += 1
            found.add(end)
    return found
