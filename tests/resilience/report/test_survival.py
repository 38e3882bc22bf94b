from dataclasses import replace

from resilience.domains import DomainKind
from resilience.outcomes import Verdict
from resilience.report.survival import Survival
from tests.resilience.analyses import ACCEPTED, SINGLE_NAT, analysis


def test_a_platform_on_which_all_holds_survives() -> None:
    sentence = Survival(analysis()).sentence()
    assert (
        sentence == "staging survives the loss of any one zone, node group, node, pod or resource."
    )


def test_what_breaks_a_path_is_named_the_widest_first() -> None:
    assert Survival(analysis(SINGLE_NAT, single_nat=True)).sentence() == (
        "staging does not survive: zone eu-west-1a lost, unreachable or shifted away (1 path) and"
        " NAT gateway eu-west-1a lost (1 path)."
    )


def test_an_accepted_risk_is_survived_and_counted() -> None:
    sentence = Survival(analysis(ACCEPTED, single_nat=True)).sentence()
    assert sentence.endswith("or resource, but for 1 accepted risk.")


def test_a_risk_that_another_finding_reports_too_is_not_accepted() -> None:
    both = analysis(ACCEPTED, replace(SINGLE_NAT, rule="path-breaks"), single_nat=True)
    assert "does not survive" in Survival(both).sentence()


def test_what_is_not_known_is_not_survived() -> None:
    known = analysis()
    unsure = [
        replace(each, verdict=Verdict.UNKNOWN)
        if each.path == "dns/inside" and each.domain.kind is DomainKind.NODE
        else each
        for each in known.outcomes
    ]
    sentence = Survival(replace(known, outcomes=tuple(unsure))).sentence()
    assert sentence.endswith("but not enough is known of 1 path: Names inside.")


def test_paths_that_need_not_survive_break_nothing() -> None:
    assert Survival(analysis()).breaks == []


def test_findings_are_counted_by_severity() -> None:
    counts = Survival(analysis(SINGLE_NAT, ACCEPTED)).counts()
    assert counts.endswith("1 finding (1 high), 1 accepted risk, 1 unknown.")


def test_a_grave_finding_that_names_a_failure_is_not_survived_though_no_path_breaks() -> None:
    spare = replace(SINGLE_NAT, rule="node-group-without-spare", path=None)
    survival = Survival(analysis(spare))
    assert survival.sentence() == (
        "staging does not survive: zone eu-west-1a lost (node-group-without-spare)."
    )
    assert not survival.survives


def test_no_platform_survives_while_a_grave_finding_is_open() -> None:
    full = replace(SINGLE_NAT, rule="connections-exceed-database", path=None, domain=None)
    assert Survival(analysis(full)).sentence() == (
        "staging: no path is known to break, but for 1 grave finding: connections-exceed-database."
    )


def test_a_platform_without_applications_says_so() -> None:
    sentence = Survival(analysis(applications=0)).sentence()
    assert sentence.endswith("no applications at all, so that no path of users was judged.")
