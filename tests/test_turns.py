"""The order of the tests, and which of them one worker runs."""

import pytest

from tests import turns
from tests.fixtures.checkout import ROOT


def turn(nodeid: str) -> tuple[int, bool, list[str], str]:
    """Return a test's turn where nothing takes long to start."""
    return turns.turn(nodeid, {})


def test_the_longest_files_come_first() -> None:
    others = ["tests/test_main.py::test_one", f"{turns.LONGEST[1]}::test_two"]
    first = f"{turns.LONGEST[0]}::test_three"
    assert min([*others, first], key=turn) == first


def test_the_tests_of_a_file_stay_in_their_order() -> None:
    tests = [f"tests/test_main.py::test_{name}" for name in ("b", "a")]
    assert sorted(tests, key=turn) == tests


def test_units_that_need_the_same_come_one_after_the_other() -> None:
    tests = [f"tests/helm/test_{name}.py::test_one" for name in ("a", "b", "c")]
    needs = {turns.unit(tests[0]): {"server"}, turns.unit(tests[2]): {"server"}}
    assert sorted(tests, key=lambda test: turns.turn(test, needs)) == [tests[0], tests[2], tests[1]]


def test_a_folder_whose_files_share_something_is_one_unit() -> None:
    folder = turns.TOGETHER[0]
    assert turns.unit(f"{folder}/test_one.py::test_a") == folder


def test_any_other_file_is_a_unit() -> None:
    assert turns.unit("tests/test_main.py::test_a") == "tests/test_main.py"


@pytest.mark.parametrize("name", [*turns.TOGETHER, *turns.LONGEST])
def test_what_is_named_is_there(name: str) -> None:
    assert (ROOT / name).exists()
