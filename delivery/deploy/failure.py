"""Tells of a stack whose deploy failed: how far it came, what waits for it, and how to go on."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from delivery.markdown import fence
from delivery.terraform import one_line
from terraform_json.order import closure, in_order, in_waves

LONGEST_TEXT: Final = 20_000
"""Bytes of what was printed last: the errors stand at its end."""

PRINTED: Final = {"planned": "plan.txt", "applied": "deploy.txt", "waited": "ready.txt"}
"""The files of what the steps of a deploy print."""

_LOCK: Final = re.compile(
    r"Lock Info:\s+ID:\s+(?P<id>[0-9a-f-]{36})\s.*?Who:\s+(?P<who>\S+)", re.DOTALL
)
_NOT_BEGUN: Final = ("Saved plan is stale", "Error acquiring the state lock")
"""The messages of Terraform where it applies nothing of a plan."""
_GO_ON: Final = (
    "To go on: mend the cause, and re-run the failed jobs of this run. Terraform goes on from what"
    " the state holds, and stacks that are deployed stay as they are. Once main has moved on, its"
    " newest run deploys all of it."
)
_REMEDIES: Final = {
    "Saved plan is stale": "The state changed between the plan and its apply.",
    "(install/upgrade/rollback) is in progress": "Helm was killed over a release before:"
    " `python -m delivery pending k8s` says which, and how it goes on.",
    "cannot re-use a name that is still in use": "There is a release that the state does not know."
    " Where Helm was killed over it, `python -m delivery pending k8s` says how it goes on.",
    "ExpiredToken": "The credentials ran out. What Terraform made after its last write to the state"
    " is in AWS and in no state.",
}
"""Messages of Terraform, Helm and AWS, and what each means for the next run."""


@dataclass(frozen=True, kw_only=True)
class FailedStack:
    """A stack whose job failed.

    Attributes:
        environment: The environment.
        stack: The stack.
        needed: What each stack of the environment depends on, by its name.
        planned: What its plan printed; None if there was none.
        applied: What its apply printed; None if it was not begun.
        waited: What was said of its applications; None if it did not come to them.
    """

    environment: str
    stack: str
    needed: Mapping[str, Collection[str]]
    planned: str | None
    applied: str | None
    waited: str | None = None

    def page(self, *, private: bool) -> str:
        """Return what the summary of the job says, in Markdown.

        Args:
            private: Whether it may show what was printed.
        """
        waves = in_waves(self.needed)
        wave = next(n for n, stacks in enumerate(waves, start=1) if self.stack in stacks)
        wait = [name for name in in_order(self.needed) if self.stack in self._behind(name)]
        told = [
            self._how_far(),
            *([f"Not started, since they need it: {', '.join(wait)}."] if wait else []),
            *self._causes(),
            _GO_ON,
        ]
        lines = [
            f"## {self.environment} {self.stack}: {self._end} (wave {wave} of {len(waves)})",
            "",
            *(f"- {each}" for each in told),
        ]
        printed = self._printed
        if private and printed:
            last = printed.encode()[-LONGEST_TEXT:].decode(errors="ignore")
            lines += ["", fence(last, LONGEST_TEXT)[0]]
        return "\n".join(lines)

    @property
    def _end(self) -> str:
        return "not deployed" if self.waited is None else "deployed, and not ready"

    @property
    def _printed(self) -> str:
        """The text that was printed last."""
        return self.waited or self.applied or self.planned or ""

    def _behind(self, name: str) -> set[str]:
        """Return all that a stack needs, directly or not."""
        return closure(self.needed, [name])

    def _how_far(self) -> str:
        if self.waited is not None:
            return "It was applied. Its applications are not ready."
        if self.applied is not None and not any(each in self.applied for each in _NOT_BEGUN):
            return "It was being applied: some of it may be made already."
        if self.planned is not None or self.applied is not None:
            return "Nothing was changed: it was not applied."
        return "Nothing was changed: it did not come to its plan. The step that failed says why."

    def _causes(self) -> Iterator[str]:
        text = one_line(self._printed)
        if lock := _LOCK.search(text):
            yield (
                f"`{lock['who']}` holds the lock of its state. If nobody is at work there any more,"
                f" `terraform -chdir=cdktf.out/stacks/{self.stack} force-unlock {lock['id']}` gives"
                " it back, after an `init` with credentials of the role that deploys."
            )
        yield from (remedy for words, remedy in _REMEDIES.items() if words in text)
