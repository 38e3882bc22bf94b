"""Values as Terraform evaluates them, and as Helm gets them."""

import pytest

from terraform_json.types import TerraformJsonError
from terraform_json.values import as_written, merged_values, release_values, resolved


def test_a_reference_in_text_becomes_text() -> None:
    assert resolved("port: ${a_b.c.port}", lambda _: 5432) == "port: 5432"
    assert resolved("on: ${a_b.c.on}", lambda _: True) == "on: true"


def test_an_expression_alone_keeps_the_type_of_its_value() -> None:
    assert resolved("${a_b.c.ids}", lambda _: ["x"]) == ["x"]


def test_objects_and_lists_are_evaluated_in_keys_and_items() -> None:
    data = {"${a_b.c.id}:sub": ["$${x}", 1, None, {"k": "${a_b.c.id}"}]}
    assert resolved(data, lambda _: "v") == {"v:sub": ["${x}", 1, None, {"k": "v"}]}


def test_the_caller_is_given_each_expression_as_it_is_written() -> None:
    asked = []
    resolved("${ a_b.c.id } $${no} ${f(1)}", lambda each: asked.append(each.text))
    assert asked == [" a_b.c.id ", "f(1)"]


@pytest.mark.parametrize("text", ["${a_b.c.id}", "x%{ if a_b.c.d }y%{ endif }"])
def test_who_can_do_without_a_value_gets_the_expression_back(text: str) -> None:
    assert resolved(text, as_written) == text


def test_helm_gets_the_texts_of_a_release_in_order() -> None:
    release = {"values": ["a: $${x}\n", '"b": "${c_d.e.f}"\n']}
    assert release_values(release, lambda _: "v") == ["a: ${x}\n", '"b": "v"\n']
    assert release_values({}, as_written) == []


def test_later_values_go_over_earlier_ones_key_by_key() -> None:
    texts = ["a: {b: 1, c: [1, 2]}", "", "a: {c: [3], d: {e: 1}}\nf: 1"]
    assert merged_values(texts) == {"a": {"b": 1, "c": [3], "d": {"e": 1}}, "f": 1}


def test_values_that_are_no_object_are_refused() -> None:
    with pytest.raises(TerraformJsonError, match="no object of YAML, but: - a"):
        merged_values(["- a"])
