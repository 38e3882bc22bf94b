import pytest

from resilience.model.targets import Targets, UnresolvedError
from terraform_json.order import Part
from tests.resilience.model.small_stacks import SUBNETS, networking, output, reader, subnet

ALL = tuple(map(subnet, "abc"))


def targets(value: object) -> tuple[Part, ...]:
    """Return what a value of the stack that reads names."""
    stacks = {"networking": networking(), "k8s": reader()}
    stacks["k8s"]["locals"] = {"first": output("ids[0]"), "all": output("by_zone")}
    return Targets(stacks).of("k8s", value)


@pytest.mark.parametrize(
    ("value", "letters"),
    [
        (output('by_zone["eu-west-1b"]'), "b"),
        (output("by_zone.eu-west-1b"), "b"),
        (output("ids[2]"), "c"),
        (output("ids"), "abc"),
        (output("ids[*]"), "abc"),
        (output("by_zone"), "abc"),
        ([output("ids[1]"), output("ids[0]")], "ba"),
        ({"one": output("ids[1]")}, "b"),
        ("${local.first}", "a"),
        ('${local.all["eu-west-1c"]}', "c"),
    ],
)
def test_a_value_names_what_stands_at_its_path(value: object, letters: str) -> None:
    assert targets(value) == tuple(map(subnet, letters))


@pytest.mark.parametrize(
    "expression",
    [
        'join(",", {ids})',
        "concat({ids}, [{ids}[0]])",
        "toset({ids})",
        "concat({ids}[*]...)",
        "[{ids}[0], {ids}[1], {ids}[2]]",
    ],
)
def test_a_function_that_passes_on_names_what_its_arguments_name(expression: str) -> None:
    ids = output("ids").removeprefix("${").removesuffix("}")
    assert targets(f"${{{expression.replace('{ids}', ids)}}}") == ALL


def test_a_reference_within_the_stack_names_its_resource() -> None:
    found = Targets({"networking": networking()}).of("networking", SUBNETS[0])
    assert found == (subnet("a"),)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("subnet-0123", "'subnet-0123' is no reference"),
        (7, "7 is no reference"),
        (f"a {SUBNETS[0]}", "is no reference"),
        ("${aws_subnet.other.id}", "k8s declares no aws_subnet.other"),
        (output("ids[3]"), "there is no 3"),
        (output('by_zone["eu-west-1d"]'), "there is no eu-west-1d"),
        (output("other"), "reads the output other"),
        (output("ids[each.key]"), "nobody evaluates"),
        ("${cidrsubnet(aws_vpc.main.cidr_block, 8, 1)}", "nobody evaluates"),
        ("${concat(local.first, [])[0]}", "nobody evaluates"),
        ("${data.terraform_remote_state.other.outputs.ids}", "is not here"),
    ],
)
def test_a_value_that_nobody_can_follow_is_refused(value: object, problem: str) -> None:
    with pytest.raises(UnresolvedError, match=problem):
        targets(value)
