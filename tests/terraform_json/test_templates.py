"""How a string of Terraform's JSON is read."""

from pathlib import Path

import pytest

from terraform_json.templates import Expression, parts_of, tokens_of
from terraform_json.types import TerraformJsonError
from terraform_json.values import resolved
from tests.boundaries.evaluated import evaluated


def texts(template: str) -> list[str]:
    """Return literal text as it is, and expressions in angle brackets."""
    return [part if isinstance(part, str) else f"<{part.text}>" for part in parts_of(template)]


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("", []),
        ("text", ["text"]),
        ("${a.b}", ["<a.b>"]),
        ("x ${a.b} y${c.d}", ["x ", "<a.b>", " y", "<c.d>"]),
        ("$${a.b}", ["${a.b}"]),
        ("%%{ if a.b }", ["%{ if a.b }"]),
        ("$$${a.b}", ["$${a.b}"]),
        ("$%{ if a.b }", ["$", "< if a.b >"]),
        ("$ { $ % }", ["$ { $ % }"]),
        ('"\\', ['"\\']),
    ],
)
def test_a_template_is_text_and_expressions(template: str, parts: list[str]) -> None:
    assert texts(template) == parts


@pytest.mark.parametrize(
    "expression",
    [
        '{ a = { b = "c" } }["a"]',
        'replace(a.b, "}", "{")',
        '"a ${upper("}")} b"',
        r'"\"}"',
        "a.b /* } */",
        "a.b # }\n",
    ],
)
def test_an_expression_ends_at_the_brace_that_closes_it(expression: str) -> None:
    assert texts(f"${{{expression}}}!") == [f"<{expression}>", "!"]


@pytest.mark.parametrize("template", ["${a.b", "${", "%{ if a", '${"a}', '${"${a"}'])
def test_an_expression_without_an_end_is_refused(template: str) -> None:
    with pytest.raises(TerraformJsonError, match="does not end"):
        parts_of(template)


@pytest.mark.parametrize("expression", ["a)", "a]", "(a}", "[a)", '{a = "${b]}"}', "f(a[0)"])
def test_a_bracket_that_closes_what_is_not_open_is_refused(expression: str) -> None:
    with pytest.raises(TerraformJsonError, match="closes what is not open"):
        parts_of(f"${{{expression}}}")
    with pytest.raises(TerraformJsonError, match="closes what is not open"):
        tokens_of(expression)


def test_a_directive_is_told_from_a_value() -> None:
    directive, text, value = parts_of("%{ if a.b }x${c.d}")
    assert isinstance(directive, Expression)
    assert directive.is_directive
    assert text == "x"
    assert isinstance(value, Expression)
    assert not value.is_directive


def test_escapes_are_read_as_terraform_reads_them(tmp_path: Path) -> None:
    templates = [
        *("$${a}", "$$${a}", "$$$${a}", "%%{a}", "%%%{a}", "%$${a}"),
        *("$", "$$", "%%", "a$$b", '"', "\\n"),
        *('${"a\\"}b"}', '${"$${a}"}', '${"%%{a}"}', '${"\\u00e9\\U0001F600\\n\\t\\r\\\\"}'),
    ]

    def string(expression: Expression) -> object:
        (token,) = expression.tokens
        return "".join(map(str, token.parts))

    assert resolved(templates, string) == evaluated(templates, tmp_path)
