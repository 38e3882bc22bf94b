import json
from typing import Any

from resilience.findings import Finding
from resilience.report.sarif import as_sarif
from tests.resilience.analyses import ACCEPTED, SINGLE_NAT, analysis


def run(*findings: Finding) -> dict[str, Any]:
    """Return the run of a log."""
    log: dict[str, Any] = json.loads(as_sarif(analysis(*findings)))
    assert log["version"] == "2.1.0"
    (found,) = log["runs"]
    return dict(found)


def test_a_result_stands_at_the_line_of_its_cause() -> None:
    (result,) = run(SINGLE_NAT)["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "config/environments/staging.yaml"},
        "region": {"startLine": 41},
    }


def test_a_result_has_its_rule() -> None:
    found = run(SINGLE_NAT)
    (result,) = found["results"]
    rule = found["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (result["ruleId"], rule["id"]) == ("single-nat-gateway", "single-nat-gateway")


def test_a_grave_finding_is_an_error() -> None:
    (result,) = run(SINGLE_NAT)["results"]
    assert result["level"] == "error"


def test_a_finding_that_nobody_accepts_is_not_suppressed() -> None:
    (result,) = run(SINGLE_NAT)["results"]
    assert result["suppressions"] == []


def test_an_accepted_finding_is_suppressed_with_its_reason() -> None:
    (result,) = run(ACCEPTED)["results"]
    (suppression,) = result["suppressions"]
    assert suppression == {
        "kind": "external",
        "justification": "staging may lose its way out (platform-team, until 2027-06-30)",
    }


def test_nothing_is_found_in_a_sound_platform() -> None:
    assert run()["results"] == []
