"""Says whether a plan may be applied, by what people reviewed, and else how to go on."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Final

from config.errors import CommandError
from delivery.actions import Action
from delivery.comment.recording import REASONS
from delivery.deploy.comparison import Difference, differences
from delivery.deploy.reviewed import Plan
from delivery.markdown import code
from delivery.summary import counted

_CODE_DIGITS: Final = 12
MOST_TOLD: Final = 40
"""Differences that do no harm and are told one by one; what stops is told whole."""


class Stopped(CommandError):  # noqa: N818 - it is what the command does, not a fault of the code
    """A deploy must not go on before somebody has decided. Nothing was changed."""

    exit_status: ClassVar[int] = 3


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The judgement of a plan, before it is applied.

    Attributes:
        fresh: The plan.
        reviewed: The plan that was reviewed, if there is one.
        digest: The digest of the stack's JSON.
        confirmed: The codes of what somebody has confirmed.
    """

    fresh: Plan
    reviewed: Plan | None
    digest: str
    confirmed: Collection[str] = ()

    @property
    def name(self) -> str:
        """The name of environment and stack: `staging networking`."""
        return f"{self.fresh.environment} {self.fresh.stack}"

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The differences between the plan and the one that was reviewed."""
        return differences(self.fresh, self.reviewed)

    @property
    def unreviewed(self) -> tuple[Difference, ...]:
        """Those among them that take something away."""
        return tuple(each for each in self.differences if each.stops)

    @property
    def confirmation(self) -> str:
        """The code that confirms just this: these resources of this stack as it was synthesized."""
        stops = sorted(
            [each.address, str(each.action), each.note, *sorted(each.causes)]
            for each in self.unreviewed
        )
        said = json.dumps([self.fresh.environment, self.fresh.stack, self.digest, stops])
        return hashlib.sha256(said.encode()).hexdigest()[:_CODE_DIGITS]

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has confirmed it."""
        return self.confirmation in self.confirmed

    def page(self, *, private: bool) -> str:
        """Return what is to be said, in Markdown.

        Args:
            private: Whether it may name resources.
        """
        planned = counted({action: self._count(action) for action in Action})
        lines = [f"## {self.name}: {planned}", "", self._compared()]
        if private and self.differences:
            lines += ["", *self._listed()]
        if self.unreviewed:
            lines += ["", self._how_to_go_on()]
        return "\n".join(lines)

    def refuse(self) -> None:
        """Return if the plan may be applied.

        Raises:
            Stopped: It destroys or replaces what nobody reviewed, and nobody has confirmed that.
        """
        if self.unreviewed and not self.is_confirmed:
            raise Stopped(
                f"{self.name}: not deployed. {len(self.unreviewed)} changes would destroy or"
                " replace what no review has shown destroyed or replaced; how to go on stands"
                " above. Nothing was changed."
            )

    def _count(self, action: Action) -> int:
        return sum(each.action is action for each in self.fresh.changes)

    def _compared(self) -> str:
        if self.reviewed is None:
            return (
                "There is no reviewed plan of it: this commit of main merges no pull request whose"
                " plan was kept, or its JSON is another one now, or its stack waited for another."
            )
        counts = {
            "destroyed or replaced": len(self.unreviewed),
            "created, updated or forgotten": sum(
                not each.stops and each.action is not None for each in self.differences
            ),
            "not changed any more": sum(each.action is None for each in self.differences),
        }
        told = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
        return f"Beside the review: {told}." if told else "It is the plan that was reviewed."

    def _listed(self) -> list[str]:
        harmless = [each for each in self.differences if not each.stops]
        lines = [self._line(each) for each in (*self.unreviewed, *harmless[:MOST_TOLD])]
        left = len(harmless) - MOST_TOLD
        return [*lines, f"- and {left:,} more that do no harm"] if left > 0 else lines

    def _line(self, each: Difference) -> str:
        now = each.action or "not changed any more"
        note = f", {each.note}" if each.note else ""
        line = f"- {f'**{now}**' if each.stops else now}: {code(each.address)}{note}"
        line += _causes(each.causes)
        if self.reviewed is None:
            return line
        return f"{line}; reviewed: {each.was or 'no change'}{_causes(each.were)}"

    def _how_to_go_on(self) -> str:
        if self.is_confirmed:
            return f"Confirmed by the code `{self.confirmation}`."
        return f"""\
**Stopped: nothing was changed.** To go on:

- It is not meant. Somebody changed AWS or the state since the review, or another stack hands over \
something else: undo that, or change the code by another pull request; then re-run the failed jobs.
- It is meant. Write the code `{self.confirmation}` into the variable `CONFIRMED` of the GitHub \
environment `{self.fresh.environment}`, and re-run the failed jobs; elsewhere, set it in the \
process. It confirms these changes of this stack as it was synthesized, and no others."""


def _causes(causes: Collection[str]) -> str:
    words = sorted(REASONS[each] for each in causes if each in REASONS)
    paths = sorted(code(each) for each in causes if each not in REASONS)
    since = f", since {' and '.join(words)}" if words else ""
    return f"{since}, by {', '.join(paths)}" if paths else since
