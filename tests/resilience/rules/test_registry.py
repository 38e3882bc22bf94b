"""All rules together: their ids, their sources, the page that lists them, and their tests."""

import re
from collections import Counter

import pytest

from resilience.rules.listing import LISTING, listing_text
from resilience.rules.registry import RULES
from resilience.rules.rule import Rule
from tests.fixtures.checkout import ROOT
from tests.resilience.weakened.table import CASES

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def test_no_two_rules_have_the_same_id() -> None:
    assert Counter(rule.id for rule in RULES).most_common(1)[0][1] == 1


@each_rule
def test_an_id_is_words_with_hyphens(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)


@each_rule
def test_a_rule_says_why_and_gives_an_example(rule: Rule) -> None:
    assert rule.source.startswith("https://")
    assert rule.example.endswith(".")
    assert not rule.title.endswith(".")


@each_rule
def test_a_rule_yields_to_rules_that_exist(rule: Rule) -> None:
    assert {other.id for other in RULES} >= set(rule.yields_to)


@each_rule
def test_a_weakened_platform_shows_each_rule(rule: Rule) -> None:
    assert rule.id in {case.rule for case in CASES}


def test_the_page_that_lists_the_rules_is_current() -> None:
    remedy = "run `make resilience-rules`"
    assert (ROOT / LISTING).read_text("utf-8") == listing_text(), remedy
