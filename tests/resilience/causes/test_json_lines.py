"""The line of a value in a file of JSON."""

import json

import pytest

from config.yaml.key_path import KeyPath
from resilience.causes.json_lines import line_of

DATA = {
    "resource": {
        "aws_route": {
            "first": {"nat_gateway_id": "a", "tags": {"nat_gateway_id": "no"}},
            "second": {"nat_gateway_id": "b", "list": [1, {"deep": 'a "quoted" {brace}'}]},
        }
    }
}
TEXT = json.dumps(DATA, indent=2)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), "{"),
        (("resource",), '  "resource": {'),
        (("resource", "aws_route", "second", "nat_gateway_id"), '        "nat_gateway_id": "b",'),
        (("resource", "aws_route", "second", "list", 1, "deep"), "deep"),
        (("resource", "aws_route", "second", "list", 0), "1,"),
    ],
)
def test_a_value_is_found_on_the_line_of_its_key(path: KeyPath, line: str) -> None:
    number, known = line_of(TEXT, path)
    assert line in TEXT.splitlines()[number - 1]
    assert known == len(path)


@pytest.mark.parametrize("last", ["missing", 7])
def test_of_a_value_that_is_not_there_the_nearest_part_counts(last: str | int) -> None:
    number, known = line_of(TEXT, ("resource", "aws_route", "second", last))
    assert '"second"' in TEXT.splitlines()[number - 1]
    assert known == len(("resource", "aws_route", "second"))


def test_an_empty_object_has_no_keys() -> None:
    assert line_of('{"a": {}}', ("a", "b")) == (1, 1)


def test_text_on_one_line_is_read_as_well() -> None:
    assert line_of(json.dumps(DATA), ("resource", "aws_route")) == (1, 2)
