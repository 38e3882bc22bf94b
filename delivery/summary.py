"""Tells what a plan would change: the counts, and where the log is private the whole text."""

import json
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from delivery.actions import Action, action_of
from delivery.markdown import fence
from ops.command import Failure

LONGEST_TEXT: Final = 1_000_000
"""Bytes. GitHub shows no summary of a step above 1 MiB:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands"""


def counts(plan: dict[str, Any]) -> str:
    """Return in one line how many resources a plan would change, and how."""
    changes = plan.get("resource_changes", [])
    return counted(Counter(action for action in map(action_of, changes) if action))


def counted(actions: Mapping[Action, int]) -> str:
    """Return in one line how many resources each action is for."""
    told = (f"{actions[each]} {each}" for each in Action if actions.get(each))
    return ", ".join(told) or "no changes"


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
    fenced, left_out = fence(text, LONGEST_TEXT)
    if left_out:
        fenced += (
            f"\n**The plan's text is cut here**: it has {len(text.encode()):,} bytes, and GitHub"
            f" shows no more than these {LONGEST_TEXT:,}.\n"
        )
    return f"{head}{fenced}"


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
