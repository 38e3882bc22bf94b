"""The review, as people read it: in Markdown, a section for each thing to judge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from delivery.actions import Action
from delivery.comment.record import Attribute
from delivery.cost.estimate import difference, estimate
from delivery.markdown import code
from delivery.review.objects import Object
from delivery.review.releases import Release, changed_releases
from delivery.review.resources import RELEASE, Difference, differences
from delivery.review.rights import Right, grown_rights
from delivery.review.synthesis import Pair
from delivery.review.versions import Version, moved_versions

T = TypeVar("T")

MOST_LINES = 20
"""Lines of a section: who reads more reads the difference itself."""
_MOST_ATTRIBUTES = 5
NOTHING = "Nothing that is deployed changes.\n"


@dataclass(kw_only=True)
class Review:
    """What changes in one environment.

    Attributes:
        environment: The environment.
        resources: Its resources that come, go or change.
        releases: Its releases that change.
        versions: Its versions that move.
        rights: Its rights that grow.
        cost: What changes of its cost, a line each.
    """

    environment: str
    resources: list[Difference] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    rights: list[Right] = field(default_factory=list)
    cost: list[str] = field(default_factory=list)


def reviews(pairs: Sequence[Pair]) -> list[Review]:
    """Return what changes in each environment, by the environments' names.

    Raises:
        Failure: helm is missing, or a chart cannot be rendered.
    """
    found: dict[str, Review] = {}
    for pair in pairs:
        review = found.setdefault(pair.environment, Review(environment=pair.environment))
        releases = list(changed_releases(pair))
        review.resources += differences(pair)
        review.releases += releases
        review.versions += moved_versions(pair, releases)
        review.rights += grown_rights(pair, releases)
    for review in found.values():
        theirs = [pair for pair in pairs if pair.environment == review.environment]
        before, after = (
            estimate(side.data for side in sides)
            for sides in ([pair.base for pair in theirs], [pair.head for pair in theirs])
        )
        review.cost = difference(before, after)
    return list(found.values())


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
    resources = [each for each in review.resources if each.kind != RELEASE or _is_more(each)]
    gone = [each for each in resources if each.action is Action.DESTROYED]
    stay = [each for each in resources if each.action is not Action.DESTROYED]
    return [
        *_section("Resources", [*gone, *stay], _resource),
        *_section("Releases", review.releases, _release),
        *_section("Versions", sorted(set(review.versions)), _version),
        *_section("Rights that grow", review.rights, _right),
        *_section("Cost", review.cost, lambda line: [line]),
    ]


def _is_more(release: Difference) -> bool:
    """Return whether more of a release changes than its manifests tell."""
    return release.action is not Action.UPDATED or bool(release.attributes)


def _section(title: str, items: Sequence[T], lines: Callable[[T], list[str]]) -> list[str]:
    told = [line for item in items for line in lines(item)]
    if len(told) > MOST_LINES:
        told = [*told[:MOST_LINES], f"- and {len(told) - MOST_LINES} more lines"]
    return ["", f"### {title}", *told] if told else []


def _resource(difference: Difference) -> list[str]:
    head = f"- {difference.action} {code(difference.address)} of {difference.stack}"
    return [head, *_attributes(difference.attributes)]


def _release(release: Release) -> list[str]:
    lines = [f"- {code(release.name)}"]
    for each in release.objects:
        lines += [] if each.is_relabelled else _object(each)
    if relabelled := [code(each.name) for each in release.objects if each.is_relabelled]:
        lines.append(f"  - only labels change: {', '.join(relabelled)}")
    return lines + _attributes(release.values)


def _object(changed: Object) -> list[str]:
    head = f"  - {changed.action} {code(changed.name)}: **{changed.effect}**"
    return [head, *(f"  {line}" for line in _attributes(changed.attributes))]


def _version(version: Version) -> list[str]:
    return [f"- {version.name}: {code(version.before)} → {code(version.after)}"]


def _right(right: Right) -> list[str]:
    return [f"- {code(right.holder)}: {code(right.right)}"]


def _attributes(attributes: Sequence[Attribute]) -> list[str]:
    told = [
        f"  - {code(each.path)}: {code(each.before)} → {code(each.after)}"
        for each in attributes[:_MOST_ATTRIBUTES]
    ]
    more = len(attributes) - len(told)
    return [*told, *([f"  - and {more} more attributes"] if more else ())]
