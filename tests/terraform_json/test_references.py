"""What is a reference, and what only looks like one."""

import pytest

from terraform_json.references import Reference, attribute, references_of, sole_reference
from terraform_json.templates import Expression, parts_of


def addresses(block: object) -> list[str]:
    return [reference.address for reference in references_of(block)]


@pytest.mark.parametrize(
    ("text", "address", "path"),
    [
        ("${aws_vpc.main.id}", "aws_vpc.main", ("id",)),
        ("${aws_vpc.main}", "aws_vpc.main", ()),
        ("${aws_vpc.main_eu-west-1a_AB12.id}", "aws_vpc.main_eu-west-1a_AB12", ("id",)),
        ("${data.aws_region.here.name}", "data.aws_region.here", ("name",)),
        ("${local.issuer}", "local.issuer", ()),
        ("${var.name}", "var.name", ()),
        ("${a_b.c.metadata[0].name}", "a_b.c", ("metadata", "0", "name")),
        ("${a_b.c.items[*].id}", "a_b.c", ("items", "*", "id")),
        ("${a_b.c.*.id}", "a_b.c", ("*", "id")),
        ("${a_b.c.0.id}", "a_b.c", ("0", "id")),
        ('${a_b.c.tags["Na.me"]}', "a_b.c", ("tags", "Na.me")),
        ("${a_b.c[each.key].id}", "a_b.c", ()),
        ("${a_b.c[]}", "a_b.c", ()),
        ("${a_b.c[0 + 1].id}", "a_b.c", ()),
        ("${ a_b . c . id }", "a_b.c", ("id",)),
    ],
)
def test_a_reference_is_an_address_and_a_path(
    text: str, address: str, path: tuple[str, ...]
) -> None:
    assert list(references_of(text)) == [Reference(address, path)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('${join(",", a_b.c.d)}', ["a_b.c"]),
        ("${tolist(a_b.c.options).0.name}", ["a_b.c"]),
        ("${tolist(a_b.c.options)[0].name.first}", ["a_b.c"]),
        ("${a_b.c.d ? e_f.g.h : i_j.k.l}", ["a_b.c", "e_f.g", "i_j.k"]),
        ("${a_b.c[d_e.f.g].id}", ["a_b.c", "d_e.f"]),
        ('${"x ${a_b.c.id} y"}', ["a_b.c"]),
        ("%{ if a_b.c.d }x%{ endif }", ["a_b.c"]),
        ("${[for each_one in a_b.c.d : each_one.id]}", ["a_b.c"]),
        ("${{ for k, v in a_b.c.d : k.x => v.id if v.ok }}", ["a_b.c"]),
        ("%{ for x in a_b.c.d }${x.id}%{ endfor }", ["a_b.c"]),
        ("${{ a_b = c_d.e.f }}", ["c_d.e"]),
        ("${max(concat([4], a_b.c[*].d)...)}", ["a_b.c"]),
        ("${provider::aws::arn_parse(a_b.c.arn)}", ["a_b.c"]),
    ],
)
def test_every_reference_of_an_expression_is_found(text: str, expected: list[str]) -> None:
    assert addresses(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "aws_vpc.main",
        "$${aws_vpc.main.id}",
        '${"aws_vpc.main.id"}',
        '${"$${aws_vpc.main.id}"}',
        "${1.5 /* aws_vpc.main.id */}",
        "${self.ids}",
        "${count.index + each.value}",
        "${path.module}",
        "${upper(name)}",
    ],
)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert addresses(text) == []


def test_a_longer_address_is_not_taken_for_a_shorter_one() -> None:
    assert addresses("${aws_vpc.main-2.id}") == ["aws_vpc.main-2"]


@pytest.mark.parametrize("setting", ["depends_on", "replace_triggered_by"])
def test_some_settings_hold_bare_addresses(setting: str) -> None:
    block = {"lifecycle": {setting: ["aws_vpc.main", "data.aws_region.here", "${a_b.c}"]}}
    assert addresses(block) == ["aws_vpc.main", "data.aws_region.here", "a_b.c"]


def test_keys_items_and_texts_with_json_in_them_are_searched() -> None:
    block = {"policy": '{"${a_b.c.arn}:sub": 1}', "tags": {"${d_e.f.id}": [{"x": "${g_h.i.id}"}]}}
    assert addresses(block) == ["a_b.c", "d_e.f", "g_h.i"]


def test_notes_of_cdktf_refer_to_nothing() -> None:
    assert addresses({"//": {"note": "${aws_vpc.main.id}"}}) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [("${a_b.c.d}", "a_b.c"), ("${a_b.c.d + 1}", None), ("${f(a_b.c.d)}", None), ("${1}", None)],
)
def test_an_expression_can_be_one_reference_and_nothing_else(text: str, address: str) -> None:
    (expression,) = parts_of(text)
    assert isinstance(expression, Expression)
    found = sole_reference(expression)
    assert (found and found.address) == address


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), "n"),
        (("metadata", "0", "name"), "m"),
        (("rules", "1", "port"), 2),
        (("rules", "2", "port"), None),
        (("arn",), None),
        (("metadata", "1", "name"), None),
    ],
)
def test_an_attribute_is_what_the_block_states(path: tuple[str, ...], value: object) -> None:
    block = {"name": "n", "metadata": {"name": "m"}, "rules": [{"port": 1}, {"port": 2}]}
    assert attribute(block, path) == value
