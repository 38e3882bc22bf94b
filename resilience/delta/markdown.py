"""The effect of a change on what is survived, in Markdown: it reads well on a console, too."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from resilience.delta.changes import Change
from resilience.delta.losses import Loss
from resilience.delta.search import Delta
from resilience.report.markdown import plain
from resilience.words import counted

EXAMPLES = 3
"""How many counterexamples of one cause are told before the rest is counted."""
MOST_PARTS = 10
"""How many parts of a change are told of one cause, likewise."""


def as_markdown(found: Delta) -> str:
    """Return what a change does to what is survived, in Markdown."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Delta) -> Iterator[str]:
    if not found.lost and not found.gained:
        yield "Every failure that was survived still is, and no other."
        return
    if found.lost:
        yield f"### No longer survived: {counted(len(found.lost), 'case')}"
        yield from _lost(found)
    if found.gained:
        yield f"### Survived only now: {counted(len(found.gained), 'case')}"
        yield ""
        yield from _examples(found.gained, "After the change")


def _lost(found: Delta) -> Iterator[str]:
    alike: dict[tuple[Change, ...], list[Loss]] = defaultdict(list)
    for loss in found.lost:
        alike[found.causes.get(loss.what, ())].append(loss)
    for cause, examples in alike.items():
        yield ""
        if cause:
            yield "The smallest part of the change that does it:"
            yield from _first(MOST_PARTS, [str(change) for change in cause])
        else:
            yield f"Which part of the change does it was not found in {found.tried} trials."
        yield ""
        # Between two lists: Markdown would take them for one.
        yield "Counterexamples:"
        yield from _examples(examples, "Before the change")
    yield ""


def _examples(examples: Sequence[Loss], elsewhere: str) -> Iterator[str]:
    yield from _first(EXAMPLES, [each.told(elsewhere) for each in examples])


def _first(most: int, texts: Sequence[str]) -> Iterator[str]:
    yield from (f"- {plain(each)}" for each in texts[:most])
    if len(texts) > most:
        yield f"- and {len(texts) - most:,} more"
