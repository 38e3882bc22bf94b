"""How rules become findings: once each, with what accepts them, the gravest first."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.sections.resilience import ResilienceConfig
from resilience.analysis import Analysis
from resilience.causes.sources import Sources
from resilience.evidence import Evidence
from resilience.findings import Finding, Severity
from resilience.rules.acceptances import RULES as ACCEPTANCES
from resilience.rules.findings import judged
from resilience.rules.rule import Rule, Stage, Weakness
from tests.resilience.models import model

TODAY = date(2026, 11, 26)
RISK = {
    "rule": "first",
    "subject": "networking:*",
    "reason": "It is known and cheap",
    "owner": "platform-team",
    "expires": "2026-11-26",
}


def weakness(subject: str, *, explains: frozenset[str] = frozenset()) -> Weakness:
    """Return a weakness of a subject."""
    return Weakness(
        subject=subject, problem="is weak", why="", remedy="", places=(), explains=explains
    )


def rule(id_: str, *subjects: str, **changed: Any) -> Rule:  # noqa: ANN401 - of a field
    """Return a rule that finds something about each subject."""

    def find(evidence: Evidence) -> Iterator[Weakness]:
        unexplained = (each for each in subjects if each not in evidence.explained)
        return (weakness(each, explains=frozenset({each})) for each in unexplained)

    told: dict[str, Any] = {
        "id": id_,
        "severity": Severity.MEDIUM,
        "title": id_,
        "example": "",
        "source": "",
        "find": find,
    }
    return Rule(**told | changed)


def found(*rules: Rule, accepted: tuple[object, ...] = (), today: date = TODAY) -> list[Finding]:
    """Return what rules find in a platform of no interest."""
    analysis = Analysis(
        model=model(), paths=(), domains=(), outcomes=(), capacities=(), findings=()
    )
    settings = ResilienceConfig.model_validate({"accepted": accepted})
    sources = Sources(synthesized=Path(), today=today, settings=settings)
    return list(judged(analysis, sources, rules).findings)


def test_the_gravest_come_first() -> None:
    high = rule("last", "a", severity=Severity.HIGH)
    assert [each.rule for each in found(rule("first", "a"), high)] == ["last", "first"]


def test_a_rule_over_outcomes_keeps_silent_about_what_is_explained() -> None:
    generic = rule("generic", "a", "b", stage=Stage.OUTCOMES)
    assert [(each.rule, each.subject) for each in found(generic, rule("first", "a"))] == [
        ("first", "a"),
        ("generic", "b"),
    ]


def test_what_is_less_grave_silences_no_rule_over_outcomes() -> None:
    generic = rule("generic", "a", stage=Stage.OUTCOMES, severity=Severity.HIGH)
    assert [each.rule for each in found(generic, rule("first", "a"))] == ["generic", "first"]


def test_a_finding_silences_nothing_but_what_it_explains() -> None:
    def names(_: Evidence) -> Iterator[Weakness]:
        yield weakness("a")

    generic = rule("generic", "a", stage=Stage.OUTCOMES)
    assert len(found(generic, rule("first", find=names))) == 2


def test_a_rule_yields_to_another_of_the_same_subject_only() -> None:
    yielding = rule("yielding", "a", "b", yields_to=("first",))
    assert [(each.rule, each.subject) for each in found(yielding, rule("first", "a"))] == [
        ("first", "a"),
        ("yielding", "b"),
    ]


def test_an_accepted_finding_says_by_whom_until_its_last_day() -> None:
    (finding,) = found(rule("first", "networking:a"), *ACCEPTANCES, accepted=(RISK,))
    assert finding.accepted
    assert finding.accepted.owner == "platform-team"


def test_after_its_last_day_an_acceptance_is_a_finding_and_covers_nothing() -> None:
    first = rule("first", "networking:a")
    tomorrow = TODAY + timedelta(days=1)
    findings = found(first, *ACCEPTANCES, accepted=(RISK,), today=tomorrow)
    assert [each.rule for each in findings] == ["acceptance-expired", "first"]
    assert findings[1].accepted is None


@pytest.mark.parametrize("subject", ["databases:a", "networking"])
def test_an_acceptance_that_no_finding_needs_is_a_finding(subject: str) -> None:
    findings = found(rule("first", subject), *ACCEPTANCES, accepted=(RISK,))
    assert [each.rule for each in findings] == ["first", "acceptance-unused"]


def test_an_acceptance_is_of_one_rule() -> None:
    findings = found(rule("other", "networking:a"), *ACCEPTANCES, accepted=(RISK,))
    assert findings[0].accepted is None
