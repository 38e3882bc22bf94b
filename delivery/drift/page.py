"""The issue's text: what was changed outside Terraform, by cause, and what to do."""

import html
from collections.abc import Iterator, Sequence
from typing import Final

from delivery.actions import Action
from delivery.comment.record import Record, State
from delivery.drift.causes import Cause, causes
from delivery.markdown import LONGEST_COMMENT, code, fitting

MARKER: Final = "<!-- What was changed outside Terraform; it is updated in place. -->"
TITLE: Final = "Changed outside Terraform"

MOST_RESOURCES: Final = 20
"""Resources that are listed of one cause: it is the same for all."""

_LEFT_OUT: Final = 200
"""Bytes for the line that says how many lines are left out, and more."""
_REMEDY: Final = (
    "The next deployment puts back what is in the code. To keep a change, write it into the code"
    " first. Otherwise find out who made it (CloudTrail, by the resource's id), or it comes again."
)
_HIDDEN: Final = (
    "The repository is public, and so is this: which resources these are,"
    " `python -m delivery drift --private` tells with the credentials of the role that plans."
)


def is_clean(records: Sequence[Record]) -> bool:
    """Return whether nothing was changed outside Terraform, as far as there are plans."""
    return all(each.state is not State.FAILED and not each.drifted for each in records)


def page(records: Sequence[Record], *, run: str = "") -> str:
    """Return the issue's text, in Markdown.

    Args:
        records: The record of each stack of each environment.
        run: The address of the run that made them.
    """
    lines = [MARKER, _head(records), ""]
    stopped = [each for each in records if each.state is not State.PLANNED]
    lines += [f"- {code(each.name)} **{each.state}**: {html.escape(each.why)}" for each in stopped]
    hidden = [each for each in records if each.drifted and not each.drift]
    lines += [f"- {code(each.name)}: {each.drifted} changed" for each in hidden]
    found = causes(records)
    for cause in found:
        lines += ["", *_section(cause)]
    end = ["", *([_HIDDEN, ""] if hidden else []), *([_REMEDY, ""] if found or hidden else [])]
    end += [f"[The run that found it]({run})"] if run else []
    below = "\n".join(end) + "\n"
    return fitting(lines, LONGEST_COMMENT - len(below.encode()) - _LEFT_OUT) + below


def _head(records: Sequence[Record]) -> str:
    drifted = [each for each in records if each.drifted]
    if is_clean(records):
        return "Nothing is changed outside Terraform any more."
    if not drifted:
        return "Whether something was changed outside Terraform is not known:"
    number = sum(each.drifted for each in drifted)
    noun = "resource was" if number == 1 else "resources were"
    names = ", ".join(code(each.name) for each in drifted)
    return f"**{number} {noun} changed outside Terraform** in {names}."


def _section(cause: Cause) -> Iterator[str]:
    number = len(cause.changes)
    things = f"{number} {'resource' if number == 1 else 'resources'}"
    yield f"#### {code(cause.what)} {cause.action}: {things} ({cause.topic})"
    yield ""
    if cause.values:
        yield f"{_change(*cause.values)}\n"
    for each in cause.changes[:MOST_RESOURCES]:
        differs = each.attribute if cause.values is None else None
        values = f": {_change(differs.before, differs.after)}" if differs else ""
        yield f"- {code(each.record)} {code(each.change.address)}{values}"
    if number > MOST_RESOURCES:
        yield f"- and {number - MOST_RESOURCES} more"
    if cause.action is Action.DESTROYED:
        yield ""
        yield "The next deployment makes another one."


def _change(before: str, after: str) -> str:
    return f"{code(before)} → {code(after)}"
