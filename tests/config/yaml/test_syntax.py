import tracemalloc
from pathlib import Path

import pytest
import yaml
from hypothesis import given, seed
from hypothesis import strategies as st

from config.errors import ConfigError, Mistake
from config.yaml.reader import LOADER
from config.yaml.source import load_yaml
from config.yaml.syntax import syntax_mistake
from tests.conftest import SEED


def only_mistake(text: str) -> Mistake:
    with pytest.raises(ConfigError) as caught:
        load_yaml(text, Path("some.yaml"))
    (mistake,) = caught.value.mistakes
    return mistake


INDENTATION = "is indented like none of the lines above that it could belong with"
ALIAS = "has a value that begins with `*` or `&`, which stand for aliases and anchors"
OPEN = "begins a {} that is not closed before {}"
ENDED = "begins a quote that ends on line {}, with other text after it"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb: 'x\nc: 1\n", 2, "begins a quote that is never closed"),
        ('a: 1\nb: "x\nc: 1\n', 2, "begins a quote that is never closed"),
        ("a: 'x\n---\nb'\n", 1, "begins a quote that is never closed"),
        ("a: 'x\nb: 'y'\n", 1, ENDED.format(2)),
        ('a: "x\nb: 1\nc: "y"\n', 1, ENDED.format(3)),
        ("a: 'it's'\nb: 1\n", 1, "has `s` after the end of a quote"),
        ('a: ["x" y]\n', 1, "has `y` after the end of a quote"),
        ("a: [1,\nb: 2\nc: 3\n", 1, OPEN.format("list with `[`", "`:` on line 3")),
        ("a: [1,\nb:\n  - 1\n", 1, OPEN.format("list with `[`", "`-` on line 3")),
        ("a: 1\nb: [1, 2\n", 2, OPEN.format("list with `[`", "the file ends")),
        ("a: [", 1, OPEN.format("list with `[`", "the file ends")),
        ("a:\n  b: {c: 1\nd: 2\n", 2, OPEN.format("mapping with `{`", "`:` on line 3")),
        ("a: {b: [1, 2}\n", 1, OPEN.format("list with `[`", "`}` on line 1")),
        ('a: ["x"\n', 1, OPEN.format("list with `[`", "the file ends")),
        ("a: [1]\nb: {c: 1}\nd: e: f\n", 3, "has a second colon with a space after it"),
        ("a: [1]]\n", 1, "has `]` after the end of a value"),
        ("a: ]\n", 1, "has `]` where a value belongs"),
        ("a: [1, , 2]\n", 1, "has `,` where a value belongs"),
        ("a:\n\tb: 1\n", 2, "is indented with a tab"),
        ("a:\n  b: 1\n\tc: 2\n", 3, "is indented with a tab"),
        ("a: |\n\tb\n", 2, "is indented with a tab"),
        ("a: 'x'\n\tb: 1\n", 2, "is indented with a tab"),
        ("a: 1\n'b'\nc: 2\n", 2, "has no colon after its key"),
        ("a: |0\n  b\n", 1, "is no YAML from `0` on"),
        ("region eu\nname: x\n", 1, "has no colon after its key"),
        ("name: x\nregion eu\nother: y\n", 2, "has no colon after its key"),
        ("a: 1\nregion = eu\n", 2, "has no colon after its key"),
        ("name: x\nregion:eu\nz: 1\n", 2, "has no space after its colon"),
        ("a:\n- x\n-y\n", 3, "has no space after its dash"),
        (f"a: 1\n{'k' * 1100}: 1\n", 2, "has a key of more than 1024 characters"),
        ("a: b: c\n", 1, "has a second colon with a space after it"),
        ("a:\n  - b: c: d\n", 2, "has a second colon with a space after it"),
        ("a: b:\n", 1, "has a second colon with a space after it"),
        ("a: 1\n\n  b: 2\n", 3, "is indented as if it went on with the value above"),
        ("a:\n  - x\n   b: 2\n", 3, "is indented as if it went on with the value above"),
        ("a:\n  b: 1\n c: 2\n", 3, INDENTATION),
        ("a: |\n  x\n y\n", 3, INDENTATION),
        ("  a: 1\nb: 2\n", 2, INDENTATION),
        ("a: 1\n- b\n", 2, "is an item of a list where a key belongs"),
        ("- a\nb: 1\n", 2, "is a key where an item of a list belongs"),
        (": 1\n", 1, "has no key before the colon"),
        ("a: - b\n", 1, "begins a list on the line of its key"),
        ("a: ? b\n", 1, "has a value that begins with `? `"),
        ("a: |x\n  y\n", 1, "has text on the line of its `|` or `>`"),
        ("a: *.example.com\n", 1, ALIAS),
        ("a: *example\n", 1, "has a value that begins with `*`, which stands for an alias"),
        ("a: & b\n", 1, ALIAS),
        ("a: @b\n", 1, "has a value that begins with @, which YAML reserves"),
        ("a: `b`\n", 1, "has a value that begins with `, which YAML reserves"),
        ("a: %b\n", 1, "has a value that begins with %, which YAML reserves"),
        ('a: "C:\\path"\n', 1, "has a backslash in double quotes that begins no escape"),
        ('a: "\\xzz"\n', 1, "has a backslash in double quotes that begins no escape"),
        ("a: !<x 1", 1, "has a value that begins with `!`, which begins a tag"),
        ("a: !e!x 1", 1, "has a value that begins with `!`, which begins a tag"),
        ("%FOO\na: 1\n", 1, "begins with `%`, which begins a directive"),
        ("%YAML 3.0\n---\na: 1\n", 1, "begins with `%`, which begins a directive"),
        ("a: 1\n---\nb: 1\n", 2, "begins a second document"),
    ],
)  # fmt: skip
def test_a_common_slip_is_told_in_words_and_on_its_own_line(
    text: str, line: int, problem: str
) -> None:
    mistake = only_mistake(text)
    assert (mistake.line, mistake.problem) == (line, problem)


def test_the_line_with_the_slip_is_shown() -> None:
    assert only_mistake("a: 1\n  b: 'x\n").value == "b: 'x"


@seed(SEED)
@given(text=st.text("[]{}:-&*!?|>'\"%@`#, \n\tab01\\"))
def test_no_slip_is_told_in_the_words_of_the_parser(text: str) -> None:
    said = ""
    try:
        load_yaml(text, Path("some.yaml"))
    except ConfigError as error:
        said = str(error)
    assert "while " not in said
    assert "expected" not in said


def test_what_stands_before_an_error_is_not_kept() -> None:
    text = "a: [" + "x," * 10_000
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        list(yaml.parse(text, Loader=LOADER))
    tracemalloc.start()
    mistake = syntax_mistake(caught.value, text, Path("some.yaml"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "is not closed before the file ends" in mistake.problem
    # The tokens would be 4 MB, among which the garbage collector would look around for seconds.
    assert peak < 1_000_000
