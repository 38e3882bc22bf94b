from resilience.report.console import WIDTH, as_text
from tests.resilience.analyses import ACCEPTED, SINGLE_NAT, analysis


def test_the_verdict_comes_first() -> None:
    first, *_ = as_text(analysis()).splitlines()
    assert first == "staging survives the loss of any one zone, node group, node, pod or resource."


def test_a_finding_has_the_line_of_its_cause() -> None:
    told = as_text(analysis(SINGLE_NAT))
    assert "cause:   config/environments/staging.yaml:41: network.nat_gateways" in told


def test_an_accepted_finding_says_by_whom_and_until_when() -> None:
    told = as_text(analysis(ACCEPTED))
    assert "accepted: by platform-team until 2027-06-30: staging may lose its way out" in told


def test_what_is_not_known_is_listed() -> None:
    assert "k8s:helm_release.cert-manager: its chart cannot be had" in as_text(analysis())


def test_a_path_that_need_not_survive_says_why() -> None:
    assert "People to Grafana: nobody's request waits for it" in as_text(analysis())


def test_it_is_no_wider_than_a_report() -> None:
    told = as_text(analysis(SINGLE_NAT, single_nat=True))
    assert max(len(line) for line in told.splitlines()) <= WIDTH


def test_many_applications_fill_no_more_than_a_screen() -> None:
    assert len(as_text(analysis(applications=200)).splitlines()) < 40
