"""Each step that breaks a path is a finding, not the first alone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from resilience.causes.sources import Sources
from resilience.domains import Domain, DomainKind
from resilience.findings import Finding
from resilience.outcomes import Verdict
from resilience.rules.findings import judged
from resilience.rules.outcomes import RULES
from tests.resilience.analyses import analysis
from tests.resilience.models import ZONES

ZONE = Domain(kind=DomainKind.ZONE, name=ZONES[0])


def breaks_at(first: str, *also: str) -> dict[str, Finding]:
    """Return the findings where a path breaks at some steps, by the path's step or workload."""
    found = analysis()
    outcomes = tuple(
        replace(each, verdict=Verdict.BREAKS, step=first, also=also, reason="all is lost")
        if (each.path, each.domain) == ("requests/app1", ZONE)
        else each
        for each in found.outcomes
    )
    sources = Sources(synthesized=Path(), today=date(2026, 11, 26))
    told = judged(replace(found, outcomes=outcomes), sources, RULES).findings
    return {each.subject: each for each in told}


def test_every_step_at_which_a_path_breaks_is_a_finding() -> None:
    found = breaks_at("load balancer", "app1")
    assert found.keys() == {"load balancer", "app1/Deployment/app1"}


def test_a_further_step_says_what_is_left_of_it() -> None:
    found = breaks_at("load balancer", "app1")
    assert found["load balancer"].why == "all is lost"
    assert found["app1/Deployment/app1"].why == "2 of 3 ways to app1 are left"
