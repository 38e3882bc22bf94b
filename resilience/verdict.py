"""How synthesis ends: with the verdict, and with 3 where a grave finding is open."""

from typing import Final

from resilience.analysis import Analysis
from resilience.model.read import HELM
from resilience.report.survival import Survival

FAILS: Final = 3
"""The exit status where a finding that counts is accepted by nobody."""


def verdict(analysis: Analysis) -> str:
    """Return the verdict in a sentence, and in a second line what to know before it is believed."""
    survival = Survival(analysis)
    lines = [survival.sentence()]
    if survival.open:
        lines.append(f"{survival.counts()} `make resilience` tells each.")
    # Without Helm, most pods are not known.
    without = (each for each in analysis.model.unknowns if each.subject == HELM)
    lines += [f"{each.subject} {each.problem}" for each in without]
    return "\n".join(lines)
