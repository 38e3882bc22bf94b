import json
from typing import Any

from resilience.report.document import as_json
from tests.resilience.analyses import ACCEPTED, SINGLE_NAT, analysis


def domain(data: dict[str, Any], name: str, mode: str = "lost") -> dict[str, Any]:
    """Return a domain of a document."""
    found: dict[str, Any] = next(
        each for each in data["domains"] if (each["name"], each["mode"]) == (name, mode)
    )
    return found


def test_a_document_says_whether_all_is_survived() -> None:
    survives = [
        json.loads(as_json(analysis(*findings, single_nat=True)))["survives"]
        for findings in ([SINGLE_NAT], [ACCEPTED])
    ]
    assert survives == [False, True]


def test_a_domain_has_the_reason_of_each_path_that_breaks() -> None:
    data = json.loads(as_json(analysis(single_nat=True)))
    reasons = domain(data, "eu-west-1a")["breaks"]
    assert reasons["internet/private"] == "way out: 0 of 3 are left"


def test_a_domain_has_the_pods_that_are_left() -> None:
    data = json.loads(as_json(analysis()))
    ready = domain(data, "eu-west-1a")["ready"]["app1/Deployment/app1"]
    assert (ready["before"], ready["at_once"], ready["rescheduled"]) == (3, 2, 3)


def test_a_workload_that_loses_nothing_is_left_out() -> None:
    data = json.loads(as_json(analysis()))
    assert domain(data, "eu-west-1a", "full")["ready"] == {}


def test_a_finding_is_told_with_its_acceptance() -> None:
    (finding,) = json.loads(as_json(analysis(ACCEPTED)))["findings"]
    assert finding["accepted"]["expires"] == "2027-06-30"


def test_the_same_analysis_gives_the_same_document() -> None:
    assert as_json(analysis()) == as_json(analysis())
