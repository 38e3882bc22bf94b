"""The review of a change: all that it means for each environment, from two syntheses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from delivery.actions import Action
from delivery.cost.estimate import difference, estimate
from delivery.review.acceptances import acceptances
from delivery.review.guards import Guard, weakened_guards
from delivery.review.releases import Release, changed_releases
from delivery.review.resources import RELEASE, Difference, differences
from delivery.review.right import Right
from delivery.review.rights import grown_rights
from delivery.review.settings import Setting, settings
from delivery.review.survival import survival
from delivery.review.synthesis import environment_file, pairs, synthesized_in
from delivery.review.versions import Version, moved_versions


@dataclass(kw_only=True)
class Review:
    """The changes in one environment.

    Attributes:
        environment: The environment.
        gone: Whether its file is gone. Then nothing else is told of it.
        resources: Its resources that come, go or change. A release is among them only where more of
            it changes than its manifests tell.
        releases: Its releases that change.
        versions: Its versions that move.
        rights: Its rights that grow.
        guards: Its guards that may weaken.
        survival: The sections on what it survives no longer, and only now; none where nothing
            changes that could do so.
        accepted: What changes of the risks that it accepts, a line each.
        settings: What changes of its stacks beside their resources.
        cost: What changes of its cost, a line each.
    """

    environment: str
    gone: bool = False
    resources: list[Difference] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    rights: list[Right] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    survival: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)
    cost: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether its stacks are the same, and cost the same."""
        return not any(
            (
                self.resources,
                self.releases,
                self.versions,
                self.rights,
                self.guards,
                self.settings,
                self.cost,
            )
        )


def reviews(
    base: Path, head: Path, *, compared: Callable[[Path, Path], list[str]] = survival
) -> list[Review]:
    """Return what changes in each environment, by the environments' names.

    Args:
        base: A folder with what synthesis wrote for each environment, before the change, and with
            the environments' files, if they are to be compared.
        head: Likewise, after the change.
        compared: Tells what an environment survives, from its two folders.

    Raises:
        Refusal: A folder holds nothing that was synthesized.
        Failure: helm is missing, or a chart cannot be rendered.
    """
    found: dict[str, Review] = {}
    every = pairs(base, head)
    gone = {each.environment for each in every} - {each.name for each in synthesized_in(head)}
    both = [pair for pair in every if pair.environment not in gone]
    for pair in both:
        review = found.setdefault(pair.environment, Review(environment=pair.environment))
        releases = list(changed_releases(pair))
        review.resources += filter(_is_told, differences(pair))
        review.releases += releases
        review.versions += moved_versions(pair, releases)
        review.rights += grown_rights(pair, releases)
        review.guards += weakened_guards(pair, releases)
        review.settings += settings(pair)
    for name, review in found.items():
        theirs = [pair for pair in both if pair.environment == name]
        before, after = (
            estimate(side.data for side in sides)
            for sides in ([pair.base for pair in theirs], [pair.head for pair in theirs])
        )
        review.cost = difference(before, after)
        if not review.is_empty:
            review.survival = compared(base / name, head / name)
        review.accepted = acceptances(environment_file(base, name), environment_file(head, name))
    found |= {name: Review(environment=name, gone=True) for name in gone}
    return [review for _, review in sorted(found.items())]


def _is_told(resource: Difference) -> bool:
    """Return whether a resource is more than a release of which only the manifests change."""
    is_updated = resource.action is Action.UPDATED
    return resource.kind != RELEASE or not is_updated or bool(resource.attributes)
