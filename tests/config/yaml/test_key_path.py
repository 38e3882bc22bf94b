from collections.abc import Iterator
from itertools import repeat

import pytest

from config.yaml.key_path import dotted, shortened, shown


def test_a_path_is_written_with_dots() -> None:
    assert dotted(("network", "zones", 0)) == "network.zones.0"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb", "a\\nb"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}x", "\\u202ex"),
        ("\u00e4\N{GRINNING FACE}", "\u00e4\N{GRINNING FACE}"),
    ],
)
def test_what_cannot_be_printed_is_escaped(text: str, line: str) -> None:
    assert shortened(text) == line
    assert dotted((text,)) == line


@pytest.mark.parametrize(("length", "shown_length"), [(80, 80), (81, 80)])
def test_a_text_is_cut_above_eighty_characters(length: int, shown_length: int) -> None:
    line = shortened("x" * length)
    assert (len(line), line.endswith("...")) == (shown_length, length > shown_length)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"a": [1, "b", None, True], "c": {}}, "{a: [1, b, null, true], c: {}}"),
        ("10", '"10"'),
        ("no", '"no"'),
        ("2026-08-01", "2026-08-01"),
        ("", '""'),
        ("a: b", "a: b"),
        ("{a}", '"{a}"'),
        (" a", '" a"'),
    ],
)
def test_a_value_is_shown_on_one_line(value: object, line: str) -> None:
    assert shown(value, (), {}) == line


def test_what_is_not_there_is_not_shown() -> None:
    assert shown({"a": [1]}, ("a", 1), {}) is None
    assert shown({"a": [1]}, ("b",), {}) is None
    assert shown({"a": 1}, ("a", "b"), {}) is None


def test_no_more_is_made_than_is_shown() -> None:
    class Endless(list[object]):
        def __iter__(self) -> Iterator[object]:
            return repeat("abc")

    line = shown({"a": Endless()}, (), {})
    assert line is not None
    assert line.startswith("{a: [abc, abc, ")
    assert len(line) == 80
