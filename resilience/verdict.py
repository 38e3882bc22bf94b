"""How synthesis ends: with the verdict in a sentence, and with 3 where a grave finding is open."""

from typing import Final

from resilience.analysis import Analysis
from resilience.findings import Severity
from resilience.report.survival import Survival

FAILS: Final = 3
"""The exit status where a finding that counts is accepted by nobody."""


def failing(analysis: Analysis, fail_on: Severity | None = Severity.HIGH) -> bool:
    """Return whether a finding that is grave enough is accepted by nobody.

    Args:
        analysis: The analysis.
        fail_on: The least severity that counts; None if none does.
    """
    return fail_on is not None and analysis.fails(fail_on)


def verdict(analysis: Analysis) -> str:
    """Return the verdict and the counts, and how to read more where there is more to read."""
    survival = Survival(analysis)
    more = " `make resilience` tells each." if analysis.findings else ""
    lines = [survival.sentence(), f"{survival.counts()}{more}"]
    lines += [
        f"{each.subject} {each.problem}"
        for each in analysis.model.unknowns
        if each.subject == "helm"
    ]
    return "\n".join(lines)
