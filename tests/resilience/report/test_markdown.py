from dataclasses import replace

import pytest

from resilience.report.markdown import MOST_FINDINGS, as_markdown, plain
from tests.resilience.analyses import ACCEPTED, SINGLE_NAT, analysis


def test_the_verdict_is_the_heading() -> None:
    assert as_markdown(analysis()).startswith("## staging survives the loss of any one zone,")


def test_a_finding_has_the_line_of_its_cause() -> None:
    told = as_markdown(analysis(SINGLE_NAT))
    assert r"- cause: config/environments/staging.yaml:41: network.nat\_gateways" in told


def test_an_accepted_finding_says_why() -> None:
    assert "- accepted: staging may lose its way out" in as_markdown(analysis(ACCEPTED))


@pytest.mark.parametrize("text", ["a | b", "<img>", "@team", "`a`", "#1"])
def test_values_of_others_are_text(text: str) -> None:
    assert plain(text) != text


def test_a_line_of_others_stays_one_line() -> None:
    assert plain("a\n## b") == r"a \#\# b"


def test_a_comment_stays_short_enough_to_be_taken() -> None:
    found = [replace(SINGLE_NAT, subject=str(number)) for number in range(MOST_FINDINGS + 2)]
    told = as_markdown(analysis(*found))
    assert "and 2 more findings." in told
    assert len(told) < 65536
