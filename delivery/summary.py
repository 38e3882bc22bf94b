"""Tells what a plan would change: the counts, and where the log is private the whole text."""

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any, Final

from ops.command import Failure

LONGEST_TEXT: Final = 1_000_000
"""Bytes. GitHub shows no summary of a step above 1 MiB:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands"""

_LONGEST_FENCE: Final = 99
_LONG_RUN: Final = re.compile(f"~{{{_LONGEST_FENCE},}}")

_KINDS: Final = {
    ("create",): "created",
    ("update",): "updated",
    ("delete", "create"): "replaced",
    ("create", "delete"): "replaced",
    ("delete",): "destroyed",
    ("forget",): "forgotten",
}
"""What Terraform calls the actions of a change, and how they are counted:
https://developer.hashicorp.com/terraform/internals/json-format#change-representation"""


def counts(plan: dict[str, Any]) -> str:
    """Return in one line how many resources a plan would change, and how."""
    changes = plan.get("resource_changes", [])
    kinds = (_KINDS.get(tuple(change["change"]["actions"])) for change in changes)
    counted = Counter(kind for kind in kinds if kind)
    order = dict.fromkeys(_KINDS.values())
    return ", ".join(f"{counted[kind]} {kind}" for kind in order if counted[kind]) or "no changes"


def summary(title: str, plan: dict[str, Any], text: str | None) -> str:
    """Return the summary of a plan, in Markdown.

    Args:
        title: The environment and the stack.
        plan: The plan, as `terraform show -json` prints it.
        text: The plan, as `terraform show` prints it: without what is sensitive. None where the
            summary is public.
    """
    head = f"## {title}: {counts(plan)}\n"
    if text is None:
        return f"{head}\nThe repository is public, and so is this: the plan's text is left out.\n"
    whole = text.encode()
    cut = whole[:LONGEST_TEXT].decode(errors="ignore")
    # The text holds what a pull request wrote, which could end the fence, or make it too long.
    cut = _LONG_RUN.sub("~" * _LONGEST_FENCE, cut)
    fence = "~" * max(4, 1 + max((len(run) for run in cut.split() if set(run) == {"~"}), default=0))
    return f"{head}{fence}text\n{cut}\n{fence}\n{_left_out(len(whole))}"


def _left_out(size: int) -> str:
    if size <= LONGEST_TEXT:
        return ""
    return (
        f"\n**The plan's text is cut here**: it has {size:,} bytes, and GitHub shows no more than"
        f" these {LONGEST_TEXT:,}.\n"
    )


def read_plan(folder: Path, *, text: bool) -> tuple[dict[str, Any], str | None]:
    """Return the plan in a stack's folder, and its text if asked.

    Args:
        folder: The stack's folder, in which `cdktf diff` left the file `plan`.
        text: Whether the text is read, too.

    Raises:
        Failure: There is no plan, or Terraform cannot read it.
    """
    try:
        plan = json.loads(_show(folder, "-json"))
    except (ValueError, RecursionError) as error:
        raise Failure(f"Terraform shows no JSON of the plan in {folder}: {error}") from error
    if not isinstance(plan, dict):
        raise Failure(f"Terraform shows no plan of {folder} in JSON: it is no object.")
    return plan, _show(folder) if text else None


def _show(folder: Path, *options: str) -> str:
    command = ["terraform", f"-chdir={folder}", "show", "-no-color", *options, "plan"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise Failure(f"Terraform cannot show the plan in {folder}: {done.stderr}")
    return done.stdout
