import pytest

from resilience.model.undeclared import undeclared
from terraform_json.order import Part
from terraform_json.types import Json


def found(value: object, **sections: object) -> list[str]:
    """Return what a value refers to that its stack does not declare."""
    stack: Json = {"resource": {"aws_subnet": {"a": {"value": value}}}, **sections}
    return [part.address for part in undeclared({"networking": stack})]


@pytest.mark.parametrize(
    ("value", "missing"),
    [
        ("${aws_vpc.main.id}", ["aws_vpc.main"]),
        ("${data.aws_vpc.main.id}", ["data.aws_vpc.main"]),
        ("${local.name}", ["local.name"]),
        ("${module.vpc.id}", ["module.vpc"]),
        ("${aws_subnet.a.id}", []),
        ("${each.value.id} ${count.index} ${path.module}", []),
        ({"dynamic": {"tag": {"content": {"key": "${tag.value}"}}}}, []),
    ],
)
def test_what_no_stack_declares_is_found(value: object, missing: list[str]) -> None:
    assert found(value) == missing


def test_variables_and_modules_are_declared_in_sections_of_their_own() -> None:
    sections: Json = {"variable": {"name": {}}, "module": {"vpc": {}}}
    assert found("${var.name} ${module.vpc.id}", **sections) == []


def test_all_that_refer_to_it_are_told() -> None:
    vpc = {"vpc_id": "${aws_vpc.main.id}"}
    stacks = {"networking": {"resource": {"aws_subnet": {"a": vpc, "b": vpc}}}}
    assert undeclared(stacks) == {
        Part("networking", "aws_vpc.main"): [
            Part("networking", "aws_subnet.a"),
            Part("networking", "aws_subnet.b"),
        ]
    }
