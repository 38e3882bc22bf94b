"""Writes docs/resilience-rules.md, the list of all rules: `python -m resilience.rules.listing`.

A test keeps it current.

Exit status: 0 when it is written, 1 when it could not be.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Final

from config.arguments import no_arguments
from config.writing import write
from resilience.rules.registry import RULES, TOPICS
from resilience.rules.rule import Rule

LISTING: Final = Path("docs/resilience-rules.md")
_TEMPLATE: Final = Path(__file__).with_name("listing.template.md")


def listing_text() -> str:
    """Return the page that lists all rules."""
    tables = [f"## {topic}\n\n" + "\n".join(_table(rules)) for topic, rules in TOPICS.items()]
    template = Template(_TEMPLATE.read_text("utf-8"))
    return template.substitute(count=len(RULES), rules="\n\n".join(tables) + "\n")


def _table(rules: tuple[Rule, ...]) -> Iterator[str]:
    yield "| rule | severity | finds | for example |"
    yield "| --- | --- | --- | --- |"
    for rule in rules:
        cells = (f"[`{rule.id}`]({rule.source})", rule.severity, rule.title, rule.example)
        yield f"| {' | '.join(cells)} |"


def main(target: Path = LISTING) -> int:
    """Write the page to `target` and return the exit status."""
    return write(target, listing_text)


if __name__ == "__main__":
    no_arguments(__doc__)
    sys.exit(main())
