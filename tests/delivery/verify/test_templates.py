"""Which functions a string calls, held against Terraform itself."""

from pathlib import Path

import pytest

from delivery.verify.templates import LONGEST, UnclearError, calls
from tests.boundaries.evaluated import evaluated

CALL = 'upper("x")'
STRINGS = [
    *("$" * count + "{" + CALL + "}" for count in range(1, 7)),
    *(f"%{'$' * count}{{{CALL}}}" for count in range(1, 4)),
    f"$%${{{CALL}}}",
    f"\\${{{CALL}}}",
    f"${{~ {CALL} ~}}",
    '${upper ("x")}',
    '${upper\n("x")}',
    f"${{ {{a = {CALL}}}.a }}",
    f'${{"${{{CALL}}}"}}',
    f'${{"a\\"}}${{{CALL}}}"}}',
    f'${{"\\\\${{{CALL}}}"}}',
    '${"$${upper("}x")}',
    '${"a\\" upper(\\"x\\") b"}',
    f'${{ {{a = 1}}.a == 1 ? {CALL} : "" }}',
    f'${{"%%{{"}}${{{CALL}}}',
    f'%{{ if {CALL} == "X" }}X%{{ endif }}',
    f"%%{{ if {CALL} }}",
    f"%%%{{ if {CALL} }}",
    'upper("x")',
    '{upper("x")}',
    "$\u0301{" + CALL + "}",
]


def test_a_function_is_found_exactly_where_terraform_calls_it(tmp_path: Path) -> None:
    called = ["X" in text for text in evaluated(STRINGS, tmp_path)]

    assert [bool(list(calls(text))) for text in STRINGS] == called
    assert set(called) == {True, False}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("${a(b(c))}", ["a", "b"]),
        ("${max(concat([3], x[*].y)...)}", ["max", "concat"]),
        ('${[for k, v in m : k => upper(v) if v != ""]}', ["upper"]),
        ('${replace(a.b, "https://", "(")}', ["replace"]),
        ("${a::b::c(1)}", ["a::b::c"]),
        ("${x:: upper(1)}", ["x::upper"]),
        ("${a\n::\tb :: c (1)}", ["a::b::c"]),
        ('${a ? x :: upper("b") : lower("c")}', ["x::upper", "lower"]),
        ("text (of people) ${a.b} (again)", []),
    ],
)
def test_the_names_of_all_functions_are_read(text: str, names: list[str]) -> None:
    assert list(calls(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "${a # b\n}",
        "${a // b\n}",
        "${a /* b */}",
        "${<<E\nE\n}",
        "${é(a)}",
        "${a",
        '${"a',
        '${"a}',
        "%{ if a",
        "${a)}",
        "${(a]}",
        "${[a}",
        "${a(1}",
        "${" + "(" * 50 + ")" * 50 + "}",
        "${" + "a[" * 50 + "]" * 50 + "}",
        "${" + "{" * 50 + "}" * 50 + "}",
        '${"' * 50 + '"}' * 50,
        "%{ if a }" * 51,
        "${" + "!" * LONGEST + "a}",
        "${" + "a ? b : " * 1_000 + "c}",
    ],
)
def test_an_expression_that_no_construct_writes_is_not_guessed_at(text: str) -> None:
    with pytest.raises(UnclearError):
        list(calls(text))


def test_literal_text_may_be_long_and_holds_expressions_after_each_other() -> None:
    text = "(" * LONGEST + "${upper(a)} [{" * LONGEST

    assert list(calls(text)) == ["upper"] * LONGEST
