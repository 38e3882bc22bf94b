"""Reads from cdktf's output how far each stack is, and what went wrong."""

import re
import time
from collections import Counter
from collections.abc import Sequence
from typing import Final

# cdktf puts the stack before a block of lines, and as many spaces before the block's other lines.
_BLOCK: Final = re.compile(r"^(?P<stack>[A-Za-z][\w-]*) {2,}(?P<text>\S.*)$")
_DONE: Final = re.compile(r": (?:Creation|Modifications|Destruction) complete after ")
# After ten seconds, and every ten seconds from then on. cdktf adds the path of the construct.
_WAITS: Final = re.compile(
    r"^(?P<address>(?P<type>\w+)\.[^ :]+)(?: (?P<path>\([^)]+\)))?:"
    r" Still (?:creating|modifying|destroying)\.\.\. \[(?:id=.*, )?(?P<elapsed>\w+) elapsed\]"
)
_PLAN: Final = re.compile(r"^Plan: (\d+) to add, (\d+) to change, (\d+) to destroy\.")
NO_CHANGES: Final = "No changes."
PROVIDER_DIED: Final = "Error: Plugin did not respond"
COMPLETE: Final = "Apply complete!"
_STEPS: Final = {
    "Initializing the backend": "opens its state",
    "Initializing provider plugins": "gets its providers",
    NO_CHANGES: "has no changes",
    COMPLETE: "is deployed",
}


class Blocks:
    """Takes cdktf's output apart, line by line.

    Attributes:
        stack: The stack to which the line last read belongs; empty for cdktf's own first lines.
    """

    def __init__(self) -> None:
        self.stack = ""
        self._indent = 0

    def text(self, line: str) -> str:
        """Return what Terraform printed on this line, without what cdktf put before it."""
        block = _BLOCK.match(line)
        if block:
            self.stack, self._indent = block["stack"], block.start("text")
            return block["text"]
        return line[self._indent :] if line[: self._indent].isspace() else line


class DeploymentProgress:
    """How far the stacks are, by the lines read so far.

    Attributes:
        planned: For each stack the resources that Terraform is to create, change or destroy.
        done: For each stack how many of these it has.
        ended: The stacks that are deployed, or that have no changes.
        seconds: For each stack that is deployed how long its changes took.
        waits: For each resource that takes long what is waited for, and since when, in words.
        provider_died: Whether a provider of Terraform's ended: what it was making is in no state.
        step: The step that was begun last, in words.
    """

    def __init__(self) -> None:
        self.step = "synthesizing"
        self.planned: dict[str, int] = {}
        self.done: Counter[str] = Counter()
        self.ended: set[str] = set()
        self.seconds: dict[str, float] = {}
        self.waits: dict[tuple[str, str], str] = {}
        self.provider_died = False
        self._began: dict[str, float] = {}
        self._blocks = Blocks()

    def read(self, line: str) -> str | None:
        """Take in a line of cdktf's output; return what it tells, if it begins another step."""
        text = self._blocks.text(line)
        stack = self._blocks.stack
        self.provider_died = self.provider_died or text.startswith(PROVIDER_DIED)
        if done := _DONE.search(text):
            self.done[stack] += 1
            self.waits.pop((stack, _address(text[: done.start()])), None)
            return None
        if waits := _WAITS.match(text):
            path = waits["path"]
            named = f"{waits['type']} {path}" if path else waits["address"]
            self.waits[stack, waits["address"]] = f"{named}, {waits['elapsed']}"
            return None
        plan = _PLAN.match(text)
        if plan:
            self.planned[stack] = sum(int(number) for number in plan.groups())
            self._began[stack] = time.monotonic()
            told = f"has {self.planned[stack]} resources to change"
        else:
            told = next((told for begin, told in _STEPS.items() if text.startswith(begin)), "")
        if text.startswith((COMPLETE, NO_CHANGES)):
            self.ended.add(stack)
        if text.startswith(COMPLETE) and stack in self._began:
            self.seconds[stack] = time.monotonic() - self._began[stack]
        if not told:
            return None
        self.step = f"{stack} {told}"
        return self.step

    def __str__(self) -> str:
        """Return how far each stack is, or the step before there is anything to count."""
        counts = [
            f"{stack}: {self.done[stack]} of {planned} resources{self._waiting(stack)}"
            for stack, planned in self.planned.items()
        ]
        return ", ".join(counts) or self.step

    def _waiting(self, stack: str) -> str:
        """Return what is waited for in a stack; nothing where nothing takes long."""
        waits = [each for (name, _), each in self.waits.items() if name == stack]
        if not waits:
            return ""
        others = f" and {len(waits) - 1} more" if len(waits) > 1 else ""
        return f" (waits for {waits[0]}{others})"


def _address(text: str) -> str:
    """Return the address in what Terraform says of a resource, without the construct's path."""
    return text.partition(" ")[0]


def errors_in(output: str, most_lines: int = 60) -> str:
    """Return what Terraform says is wrong, else the end of the output.

    Args:
        output: What cdktf printed.
        most_lines: How much of it to return at most.
    """
    blocks = Blocks()
    texts = [blocks.text(line).rstrip() for line in output.splitlines()]
    first = next((number for number, text in enumerate(texts) if text.startswith("Error: ")), None)
    said = texts[-15:] if first is None else texts[first : first + most_lines]
    return "\n".join(said).strip()


def plan_in(texts: Sequence[str]) -> list[str]:
    """Return the plan in what Terraform printed.

    Args:
        texts: The lines that `terraform plan` printed, and `terraform init` before it.
    """
    refreshed = (number for number, text in enumerate(texts, 1) if "Refreshing state..." in text)
    plan = texts[max(refreshed, default=0) :]
    # A ruler parts the plan from advice on how to apply it.
    ruler = next((number for number, text in enumerate(plan) if text.startswith("───")), None)
    return [*plan[:ruler]]
