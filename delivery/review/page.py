"""The review, as people read it: in Markdown, a section for each thing to judge."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from delivery.actions import Action
from delivery.comment.record import Attribute
from delivery.markdown import code
from delivery.review.effects import Gravity
from delivery.review.guards import Guard
from delivery.review.objects import Object
from delivery.review.releases import Release
from delivery.review.resources import Difference
from delivery.review.review import Review
from delivery.review.right import Right
from delivery.review.settings import Setting
from delivery.review.versions import Version

T = TypeVar("T")

MOST_LINES = 20
"""Lines of a section, or of one release: who reads more reads the difference itself. What is left
out is the least grave; rights and guards are all told."""
_MOST_ATTRIBUTES = 5
_LONGEST_RIGHT = 500
"""Characters of a right: what it is bound to, such as its condition, stands at its end."""
_ACTIONS = (Action.DESTROYED, Action.UPDATED, Action.CREATED)
NOTHING = "Nothing that is deployed changes.\n"
GONE = (
    "**Its file is gone.** Nothing of it is destroyed: it stays in AWS, and costs; nobody plans,"
    " deploys or looks after it any more. If it is to go, take it down first:"
    " docs/runbooks/teardown.md."
)


def review_page(found: Sequence[Review]) -> str:
    """Return the review in Markdown; environments in which the same changes stand together."""
    together: dict[str, list[str]] = {}
    for review in found:
        together.setdefault("\n".join(_body(review)), []).append(review.environment)
    told = [(body, names) for body, names in together.items() if body]
    if not told:
        return NOTHING
    parts = [f"## Review of {' and '.join(map(code, names))}\n{body}\n" for body, names in told]
    return "\n".join(parts)


def _body(review: Review) -> list[str]:
    if review.gone:
        return ["", GONE]
    resources = sorted(
        review.resources, key=lambda each: (_ACTIONS.index(each.action), each.gravity)
    )
    by_action = [[each for each in resources if each.action is action] for action in _ACTIONS]
    releases = sorted(review.releases, key=lambda each: each.gravity)
    rights = sorted(review.rights, key=lambda each: (each.breadth, each))
    return [
        *_section("Rights that grow", [_right(each) for each in rights]),
        *_section("Guards that may weaken", [_guard(each) for each in review.guards]),
        *review.survival,
        *_section("Accepted risks", review.accepted),
        *_section("Providers, state, data", _cut(review.settings, _setting)),
        *_section("Resources", [line for each in by_action for line in _cut(each, _resource)]),
        *_section("Releases", [line for each in releases for line in _release(each)]),
        *_section("Versions", _cut(sorted(set(review.versions)), _version)),
        *_section("Cost", review.cost),
    ]


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"### {title}", *lines] if lines else []


def _cut(items: Sequence[T], lines: Callable[[T], list[str]]) -> list[str]:
    """Return the lines of as many items as fit, the first in any case, and how many do not."""
    told: list[str] = []
    for index, item in enumerate(items):
        more = lines(item)
        if told and len(told) + len(more) > MOST_LINES:
            return [*told, f"- and {len(items) - index} more of these"]
        told += more
    return told


def _resource(difference: Difference) -> list[str]:
    head = f"- {difference.action} {code(difference.address)} of {code(difference.stack)}"
    return [head, *_attributes(difference.attributes)]


def _release(release: Release) -> list[str]:
    """Return the lines of a release, whose gravest objects come first and are all told."""
    lines: list[str] = []
    left_out = 0
    for each in (each for each in release.objects if not each.is_relabelled):
        more = _object(each)
        if len(lines) + len(more) <= MOST_LINES:
            lines += more
        elif each.effect.gravity <= Gravity.RESTARTS:
            lines.append(more[0])
        else:
            left_out += 1
    if left_out:
        lines.append(f"  - and {left_out} more objects, whose changes are milder")
    if relabelled := [code(each.name) for each in release.objects if each.is_relabelled]:
        lines.append(f"  - only labels with a version change: {', '.join(relabelled)}")
    return [f"- {code(release.name)}", *lines, *_attributes(release.values)]


def _object(changed: Object) -> list[str]:
    head = f"  - {changed.action} {code(changed.name)}: **{changed.effect.text}**"
    return [head, *(f"  {line}" for line in _attributes(changed.attributes))]


def _setting(setting: Setting) -> list[str]:
    each = setting.attribute
    change = f"{code(each.path)}: {code(each.before)} → {code(each.after)}"
    return [f"- {code(setting.stack)} {change}"]


def _version(version: Version) -> list[str]:
    note = f" ({version.note})" if version.note else ""
    moves = f"{code(version.before)} → {code(version.after)}"
    return [f"- {version.what} {code(version.name)}: {moves}{note}"]


def _right(right: Right) -> str:
    return f"- {code(right.holder)}: {code(right.right, _LONGEST_RIGHT)}"


def _guard(guard: Guard) -> str:
    return f"- {code(guard.name)}: {code(guard.change, _LONGEST_RIGHT)}"


def _attributes(attributes: Sequence[Attribute]) -> list[str]:
    told = [
        f"  - {code(each.path)}: {code(each.before)} → {code(each.after)}"
        for each in attributes[:_MOST_ATTRIBUTES]
    ]
    more = len(attributes) - len(told)
    return [*told, *([f"  - and {more} more attributes"] if more else ())]
