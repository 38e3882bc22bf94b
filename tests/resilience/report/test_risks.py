"""What an accepted risk explains, and what it does not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from resilience.analysis import Analysis
from resilience.domains import Domain, DomainKind
from resilience.findings import Severity
from resilience.outcomes import Outcome, Verdict
from resilience.report.survival import Survival
from tests.resilience.analyses import ACCEPTED, SINGLE_NAT, analysis
from tests.resilience.models import ZONES

ZONE = Domain(kind=DomainKind.ZONE, name=ZONES[0])


def breaking(found: Analysis, path: str, *steps: str) -> Analysis:
    """Return an analysis in which a path breaks at some steps without the first zone."""
    return replace(found, outcomes=tuple(_changed(found, path, steps)))


def _changed(found: Analysis, path: str, steps: tuple[str, ...]) -> Iterator[Outcome]:
    first, *also = steps
    for each in found.outcomes:
        if (each.path, each.domain) == (path, ZONE):
            yield replace(each, verdict=Verdict.BREAKS, step=first, also=tuple(also), holds_on={})
        else:
            yield each


def broken(found: Analysis) -> set[str]:
    """Return the paths that break, and that nobody has accepted to break."""
    return {each.path for each in Survival(found).breaks}


def test_an_accepted_gateway_explains_no_other_break_of_its_zone() -> None:
    risky = breaking(analysis(ACCEPTED, single_nat=True), "dns/inside", "CoreDNS")
    assert broken(risky) == {"dns/inside"}


def test_an_accepted_gateway_explains_what_goes_out_by_it() -> None:
    assert broken(analysis(ACCEPTED, single_nat=True)) == set()


def test_a_path_that_breaks_at_another_step_too_is_not_accepted() -> None:
    found = analysis(ACCEPTED, single_nat=True)
    both = tuple(
        replace(path, steps=(*path.steps, *found.paths[0].steps))
        if path.name == "internet/private"
        else path
        for path in found.paths
    )
    risky = breaking(replace(found, paths=both), "internet/private", "way out", "NGINX")
    assert broken(risky) == {"internet/private"}


ALONE = replace(SINGLE_NAT, rule="one-replica", subject="app1/Deployment/app1", path=None)


def test_an_open_finding_about_the_same_step_objects_without_naming_the_path() -> None:
    taken = replace(ALONE, accepted=ACCEPTED.accepted)
    unspread = replace(ALONE, rule="zone-spread-missing")
    risky = breaking(analysis(taken, unspread), "requests/app1", "app1")
    assert broken(risky) == {"requests/app1"}


@pytest.mark.parametrize("severity", [Severity.MEDIUM, Severity.LOW])
def test_a_lesser_finding_objects_to_nothing(severity: Severity) -> None:
    lesser = replace(SINGLE_NAT, rule="nat-alarm-missing", severity=severity)
    assert broken(analysis(ACCEPTED, lesser, single_nat=True)) == set()


def test_a_lesser_finding_that_is_accepted_accepts_no_break() -> None:
    lesser = replace(ACCEPTED, severity=Severity.MEDIUM)
    assert broken(analysis(lesser, single_nat=True)) == {"internet/private"}


def test_an_open_finding_about_a_resource_that_they_share_does_not_object() -> None:
    other = replace(ALONE, subject="load balancer", explains=(SINGLE_NAT.subject,))
    assert broken(analysis(ACCEPTED, other, single_nat=True)) == set()
