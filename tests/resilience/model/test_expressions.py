import pytest

from resilience.model.expressions import arguments
from terraform_json.templates import tokens_of


def texts(expression: str, *functions: str) -> list[str]:
    """Return the arguments as text."""
    return [
        "".join(each.text for each in argument)
        for argument in arguments(tokens_of(expression), *functions)
    ]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("max(1, 2)", ["1", "2"]),
        ("max(concat([1, 2], x)...)", ["concat([1,2],x)"]),
        ("max(a[0], b)", ["a[0]", "b"]),
        ("min(1, 2)", []),
        ("max(1, 2) + 1", []),
        ("max(1) + max(2)", []),
        ("max", []),
        ("[1, 2]", []),
    ],
)
def test_a_call_has_arguments(expression: str, found: list[str]) -> None:
    assert texts(expression, "max") == found


@pytest.mark.parametrize(
    ("expression", "found"),
    [("[a, b.c]", ["a", "b.c"]), ("[]", []), ("[a][0]", []), ("(a)", []), ("a", [])],
)
def test_a_list_has_items(expression: str, found: list[str]) -> None:
    assert texts(expression) == found
