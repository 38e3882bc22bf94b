"""Resources of the Terraform JSON that come, go or change."""

from collections.abc import Iterator
from dataclasses import dataclass

from delivery.actions import Action
from delivery.comment.attributes import changed_attributes
from delivery.comment.record import Attribute
from delivery.comment.topics import Topic, topic_of
from delivery.review.synthesis import Pair
from terraform_json.stack import resources
from terraform_json.types import Json

RELEASE = "helm_release"
_RENDERED = frozenset({"chart", "values"})
"""Attributes of a release that are told by the manifests that they make."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A resource that comes, goes or changes.

    Attributes:
        stack: The name of its stack.
        address: Its address.
        action: What becomes of it.
        attributes: What changes about it; of a release, without what its manifests tell.
    """

    stack: str
    address: str
    action: Action
    attributes: tuple[Attribute, ...] = ()

    @property
    def kind(self) -> str:
        """Its type, such as `aws_vpc`."""
        return self.address.partition(".")[0]

    @property
    def gravity(self) -> int:
        """Where it stands among others by what it concerns, data first."""
        return list(Topic).index(topic_of(self.kind, (), tags=(), platform=()))


def differences(pair: Pair) -> Iterator[Difference]:
    """Yield the resources of a stack that come, go or change, by their addresses."""
    before, after = resources(pair.base.data), resources(pair.head.data)
    for address in sorted(before.keys() | after.keys()):
        old, new = before.get(address), after.get(address)
        if old is None or new is None:
            action = Action.CREATED if old is None else Action.DESTROYED
            yield Difference(stack=pair.stack, address=address, action=action)
        elif changed := changed_attributes(
            {"before": _told(address, old), "after": _told(address, new)}
        ):
            yield Difference(
                stack=pair.stack, address=address, action=Action.UPDATED, attributes=changed
            )


def _told(address: str, block: Json) -> Json:
    """Return what is told of a resource: without CDKTF's notes, and the order of the work."""
    left_out = {"//", "depends_on"} | (_RENDERED if address.startswith(f"{RELEASE}.") else set())
    return {key: value for key, value in block.items() if key not in left_out}
