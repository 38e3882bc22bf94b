from fnmatch import fnmatchcase
from itertools import product

import pytest

from config.applications.resource_names import begins_with, covers, may_begin_with, overlap

PATTERNS = ["".join(each) for size in range(4) for each in product("ab*?", repeat=size)]
TEXTS = ["".join(each) for size in range(7) for each in product("ab", repeat=size)]
MATCHED = {p: frozenset(t for t in TEXTS if fnmatchcase(t, p)) for p in PATTERNS}


@pytest.mark.parametrize("one", PATTERNS)
def test_two_patterns_overlap_where_there_is_a_text_that_both_match(one: str) -> None:
    for other in PATTERNS:
        assert overlap(one, other) == bool(MATCHED[one] & MATCHED[other]), other


@pytest.mark.parametrize("one", PATTERNS)
def test_a_pattern_covers_nothing_that_it_does_not_match(one: str) -> None:
    for other in PATTERNS:
        if covers(one, other):
            assert MATCHED[other] <= MATCHED[one], other


@pytest.mark.parametrize("one", PATTERNS)
def test_a_pattern_covers_every_text_that_it_matches(one: str) -> None:
    assert {text for text in TEXTS if covers(one, text)} == MATCHED[one]


def test_many_stars_take_no_longer_than_few() -> None:
    assert not covers("*a" * 1_000 + "b", "a" * 2_000)
    assert covers("*a" * 1_000, "a" * 2_000)


@pytest.mark.parametrize("same", ["a", "a*", "a?c", "a/*", "a${aws:userid}"])
def test_a_pattern_covers_itself_and_what_is_narrower(same: str) -> None:
    assert covers(same, same)
    assert covers("a*", same)


@pytest.mark.parametrize("narrower", ["a${aws:userid}", "a*"])
def test_one_character_is_not_what_may_become_many(narrower: str) -> None:
    assert not covers("a?", narrower)


def test_a_policy_variable_may_become_anything() -> None:
    assert overlap("a${aws:userid}c", "abc")
    assert not overlap("a${aws:userid}c", "abd")
    assert may_begin_with("a-${aws:userid}", "a-b")


def test_a_pattern_as_long_as_a_policy_is_compared() -> None:
    assert overlap("a" * 10_000, "a*a")


@pytest.mark.parametrize("name", ["a-b", "a-b-c", "a-b/c", "a-b.c", "a-b_c", "a-b:c"])
def test_a_name_begins_with_its_owners(name: str) -> None:
    assert begins_with(name, "a-b")


@pytest.mark.parametrize("name", ["", "a", "a-", "a-bc", "a-b1", "a-b*", "a-b?", "a-b${x}", "A-b"])
def test_a_name_that_goes_on_otherwise_is_not_the_owners(name: str) -> None:
    assert not begins_with(name, "a-b")
