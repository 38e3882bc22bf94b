"""The comment: what a reviewer has to judge first, and the whole plan folded away below."""

import html
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from delivery.actions import Action
from delivery.comment.attributes import UNKNOWN
from delivery.comment.record import Attribute, Change, Record, State, totals
from delivery.comment.topics import Topic
from delivery.markdown import LONGEST_COMMENT, code, fence, fitting, visible
from delivery.summary import counted

MARKER: Final = "<!-- The plan of this pull request; it is updated in place. -->"
LONGEST_HEAD: Final = 40_000
"""Bytes for all that stands above the plans' texts."""

MOST_LINES: Final = 40
"""Changes of one kind that are listed, the gravest of them: who reads more reads the plan. Rights
are all listed."""

_MOST_ATTRIBUTES: Final = 3
_ORDER: Final = (Topic.DATA, Topic.RIGHTS, Topic.NETWORK, Topic.OTHER)
_GRAVE: Final = (Action.DESTROYED, Action.REPLACED, Action.FORGOTTEN)
_MILD: Final = (Action.UPDATED, Action.CREATED)
"""An update of what people use is judged before what comes and nobody uses yet."""
_SHORTEST_TEXT: Final = 200

Told = tuple[Record, Change]


def page(records: Sequence[Record], *, commit: str = "", run: str = "", review: str = "") -> str:
    """Return the comment, in Markdown.

    Args:
        records: The record of each stack of each environment.
        commit: The commit that was planned.
        run: The address of the run, whose summary holds the whole plans.
        review: The address of the run whose summary holds the review.
    """
    links = {"The whole plans": run, "The review, with what is no longer survived": review}
    told = [f"[{text}]({address})" for text, address in links.items() if address]
    whole = f"\n{', '.join(told)}\n" if told else ""
    head = fitting(_head(records, commit), LONGEST_HEAD)
    room = LONGEST_COMMENT - sum(len(part.encode()) for part in (head, whole))
    return (
        head + _texts([each for each in records if each.text and not each.is_quiet], room) + whole
    )


def outdated_page(*, commit: str = "", run: str = "") -> str:
    """Return the comment on a commit that was not reviewed or was refused, and so has no plan.

    Args:
        commit: The commit.
        run: The address of the run.
    """
    where = f"[the run]({run})" if run else "the run"
    return (
        f"{MARKER}\n### No plan{f' of {code(commit[:12])}' if commit else ''}\n\n"
        f"Its review failed, or its stacks were refused: the job Verify of {where} says which."
        " The plan of an earlier commit that stood here does not hold any more.\n"
    )


def is_quiet(records: Iterable[Record]) -> bool:
    """Return whether nothing changes anywhere: there is nothing to comment on."""
    return all(record.is_quiet for record in records)


def _head(records: Sequence[Record], commit: str) -> list[str]:
    quiet = [record for record in records if record.is_quiet]
    lines = [MARKER, f"### Plan{f' of {code(commit[:12])}' if commit else ''}: {_total(records)}"]
    lines += ["", *(f"- {_line(record)}" for record in records if not record.is_quiet)]
    if quiet:
        lines.append(f"- No changes: {', '.join(code(record.name) for record in quiet)}")
    changes = [(record, change) for record in records for change in record.changes]
    grave = [each for each in changes if each[1].action in _GRAVE]
    lines += _section("Destroyed and replaced", sorted(grave, key=_gravity), _grave)
    for topic in _ORDER:
        told = [each for each in changes if each[1].topic is topic and each[1].action in _MILD]
        most = len(told) if topic is Topic.RIGHTS else MOST_LINES
        lines += _section(topic.title(), sorted(told, key=_gravity), _mild, most)
    drift = [(record, change) for record in records for change in record.drift]
    lines += _section("Changed outside Terraform", sorted(drift, key=_gravity), _mild)
    return lines


def _gravity(told: Told) -> tuple[int, int]:
    """Return where a change stands among others: data first, and what goes before what comes."""
    return list(Topic).index(told[1].topic), (*_GRAVE, *_MILD).index(told[1].action)


def _total(records: Sequence[Record]) -> str:
    if is_quiet(records):
        return "no changes"
    sums = totals(tuple(records))
    outputs, drift = sum(each.outputs for each in records), sum(len(each.drift) for each in records)
    states = [record.state for record in records]
    stopped = {each: states.count(each) for each in State if each is not State.PLANNED}
    parts = [
        counted(sums) if sums else "",
        f"outputs that change: {outputs}" if outputs and not sums else "",
        f"{drift} changed outside Terraform" if drift else "",
        *(f"{number} {state}" for state, number in stopped.items() if number),
    ]
    return ", ".join(filter(None, parts))


def _line(record: Record) -> str:
    """Return the line of a stack: its counts, or why there are none."""
    name = code(record.name)
    if record.state is not State.PLANNED:
        return f"{name} **{record.state}**: {html.escape(record.why)}"
    outputs = f", outputs that change: {record.outputs}" if record.outputs else ""
    drift = f", {len(record.drift)} changed outside Terraform" if record.drift else ""
    topics = [change.topic for change in record.changes]
    named = [f"{topics.count(each)} {each}" for each in Topic if each in topics]
    about = f" ({', '.join(named)})" if named else ""
    return f"{name}: {counted(record.counts)}{outputs}{about}{drift}"


def _section(
    title: str, told: Sequence[Told], line: Callable[[Change], str], most: int = MOST_LINES
) -> list[str]:
    if not told:
        return []
    lines = [f"- {code(record.name)} {line(change)}" for record, change in told[:most]]
    if len(told) > most:
        lines.append(f"- and {len(told) - most} more")
    return ["", f"#### {title}", "", *lines]


def _grave(change: Change) -> str:
    forcing = [each for each in change.attributes if each.forces]
    why = [f"{change.why}"] if change.why else []
    why += [f"forced by {_told(each)}" for each in forcing[:_MOST_ATTRIBUTES]]
    reasons = f": {'; '.join(why)}" if why else ""
    return f"**{change.action}** {code(change.address)} ({change.topic}){reasons}"


def _mild(change: Change) -> str:
    known = sorted(change.attributes, key=lambda each: each.after == UNKNOWN)
    shown = known[:_MOST_ATTRIBUTES]
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    about = f": {'; '.join(map(_told, shown))}{more}" if shown else ""
    return f"{change.action} {code(change.address)}{about}"


def _told(attribute: Attribute) -> str:
    return f"{code(attribute.path)} {code(attribute.before)} → {code(attribute.after)}"


def _texts(records: Sequence[Record], room: int) -> str:
    """Return the folded texts of plans, each cut to its share of the room."""
    texts = ""
    for number, record in enumerate(records):
        share = (room - len(texts.encode())) // (len(records) - number)
        texts += _folded(record, share)
    return texts


def _folded(record: Record, room: int) -> str:
    start = f"\n<details><summary>{html.escape(record.name)}</summary>\n\n"
    end = "\n</details>\n"
    cut = "\n**Cut here**: the run's summary has the whole.\n"
    around = len((start + cut + end).encode()) + 2 * len(f"{'~' * 100}text\n")
    if room - around < _SHORTEST_TEXT:
        return ""
    fenced, left_out = fence(visible(record.text, kept="\n\t"), room - around)
    return f"{start}{fenced}{cut if left_out else ''}{end}"
