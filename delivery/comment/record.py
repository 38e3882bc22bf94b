"""The record of a plan for the comment, with nothing that is sensitive.

The jobs that plan write it, and the job that comments reads it, which has no credentials.
"""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from delivery.actions import Action
from delivery.comment.topics import Topic


class State(StrEnum):
    """The outcome of planning a stack."""

    PLANNED = "planned"
    DEFERRED = "deferred"
    """a stack that it needs has not been applied yet"""
    FAILED = "failed"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Attribute(_Kept):
    """An attribute that changes.

    Attributes:
        path: Where it is, such as `tags.Name`.
        before: Its value as people read it.
        after: Likewise.
        forces: Whether its change forces the resource to be replaced.
    """

    path: str
    before: str
    after: str
    forces: bool = False


class Change(_Kept):
    """A change of a resource.

    Attributes:
        address: Its address.
        action: What becomes of it.
        topic: What it concerns.
        attributes: What changes about it, where it is updated or replaced.
        why: Why Terraform does it, where that is not in an attribute; else empty.
    """

    address: str
    action: Action
    topic: Topic
    attributes: tuple[Attribute, ...] = ()
    why: str = ""


class Record(_Kept):
    """The plan of one stack, as a comment tells it.

    Attributes:
        environment: The environment.
        stack: The stack.
        state: What became of its plan.
        why: Why there is none, in one sentence; empty where there is one.
        counts: How many resources each action is for.
        outputs: How many outputs change.
        drifted: How many resources were changed outside Terraform.
        changes: The changes; none where the repository is public.
        drift: What was changed outside Terraform; likewise.
        text: The plan, or the error, as Terraform prints it; empty where the repository is public.
    """

    environment: str
    stack: str
    state: State
    why: str = ""
    counts: Mapping[Action, int] = {}
    outputs: int = 0
    drifted: int = 0
    changes: tuple[Change, ...] = ()
    drift: tuple[Change, ...] = ()
    text: str = ""

    @property
    def name(self) -> str:
        """Its name: `staging networking`."""
        return f"{self.environment} {self.stack}"

    @property
    def is_quiet(self) -> bool:
        """Whether it changes nothing, and nothing was changed outside Terraform."""
        changing = any(self.counts.values()) or self.outputs or self.drift
        return self.state is State.PLANNED and not changing


def totals(records: tuple[Record, ...]) -> Mapping[Action, int]:
    """Return how many resources each action is for, over all stacks."""
    total: Counter[Action] = Counter()
    for record in records:
        total.update(record.counts)
    return total
