"""What needs what, within a stack and across stacks."""

import pytest

from terraform_json.order import Part, closure, in_order, in_waves, needs, needs_across
from terraform_json.types import Json, TerraformJsonError

STACK: Json = {
    "provider": {"aws": [{"region": "r"}], "helm": [{"host": "${aws_eks_cluster.main.endpoint}"}]},
    "locals": {"issuer": "${aws_eks_cluster.main.issuer}"},
    "data": {"aws_subnets": {"found": {"vpc": "${aws_vpc.main.id}"}}},
    "resource": {
        "aws_vpc": {"main": {}, "main-2": {}},
        "aws_eks_cluster": {"main": {"subnets": "${data.aws_subnets.found.ids}"}},
        "aws_iam_role": {"pods": {"trust": "${local.issuer}", "name": "${aws_iam_role.pods.id}"}},
        "helm_release": {"shop": {"depends_on": ["aws_iam_role.pods"], "values": ["a: 1"]}},
    },
    "output": {"role": {"value": "${aws_iam_role.pods.arn}"}},
}


def backend(key: str) -> Json:
    return {"backend": {"s3": {"bucket": "b", "key": key, "encrypt": True}}}


def state(key: str, **more: str) -> Json:
    config = {"bucket": "b", "key": key, **more}
    return {"data": {"terraform_remote_state": {"below": {"backend": "s3", "config": config}}}}


def reading(text: str, **more: str) -> dict[str, Json]:
    """Return two stacks, of which `above` has an output that reads the state of `below`."""
    below = {
        "terraform": backend("below"),
        "resource": {"aws_vpc": {"main": {}, "other": {}}},
        "output": {
            "vpc_id": {"value": "${aws_vpc.main.id}"},
            "other_id": {"value": "${aws_vpc.other.id}"},
        },
    }
    above = {**state("below", **more), "output": {"it": {"value": text}}}
    return {"above": {**above, "terraform": backend("above")}, "below": below}


def test_a_part_needs_what_it_refers_to_and_its_provider() -> None:
    needed = needs(STACK)
    assert needed["aws_vpc.main"] == ["provider.aws"]
    assert needed["data.aws_subnets.found"] == ["aws_vpc.main", "provider.aws"]
    assert needed["local.issuer"] == ["aws_eks_cluster.main"]
    assert needed["helm_release.shop"] == ["aws_iam_role.pods", "provider.helm"]
    assert needed["provider.helm"] == ["aws_eks_cluster.main"]
    assert needed["output.role"] == ["aws_iam_role.pods"]


def test_a_part_does_not_need_itself() -> None:
    assert needs(STACK)["aws_iam_role.pods"] == ["local.issuer", "provider.aws"]


def test_what_the_stack_does_not_declare_is_left_out() -> None:
    assert needs({"output": {"it": {"value": "${module.x.y} ${aws_vpc.gone.id}"}}}) == {
        "output.it": []
    }


def test_a_closure_holds_what_is_needed_through_others() -> None:
    assert closure(needs(STACK), ["aws_eks_cluster.main"]) == {
        "aws_vpc.main",
        "data.aws_subnets.found",
        "provider.aws",
    }


def test_an_order_has_each_part_after_all_that_it_needs() -> None:
    needed = needs(STACK)
    order = in_order(needed)
    assert sorted(order) == sorted(needed)
    for part, before in needed.items():
        assert all(order.index(each) < order.index(part) for each in before)


def test_a_part_is_in_the_first_wave_after_all_that_it_needs() -> None:
    needed = {
        "k8s": ["networking", "databases"],
        "databases": ["networking"],
        "dns": ["networking"],
    }
    assert in_waves(needed) == [["networking"], ["databases", "dns"], ["k8s"]]


def test_an_order_does_not_hang_on_the_order_of_the_input() -> None:
    needed = needs(STACK)
    turned = {part: needed[part][::-1] for part in reversed(needed)}
    assert in_order(turned) == in_order(needed)


def test_a_part_stands_after_the_last_that_it_needs() -> None:
    needed = {"k8s": ["networking", "databases"], "databases": ["networking"], "networking": []}
    assert in_order(needed) == ["networking", "databases", "k8s"]


def test_parts_that_do_not_need_each_other_are_sorted_by_name() -> None:
    needed = {"networking": [], "queues": ["networking"], "databases": ["networking"]}
    assert in_order(needed) == ["networking", "databases", "queues"]


def test_a_cycle_is_refused_and_shown_from_each_part_to_the_one_it_needs() -> None:
    with pytest.raises(TerraformJsonError, match="b -> c"):
        in_order({"a": ["c"], "b": ["c"], "c": ["b"]})


def test_what_reads_a_state_needs_the_output_and_the_resource_behind_it() -> None:
    stacks = reading("${data.terraform_remote_state.below.outputs.vpc_id}")
    needed = needs_across(stacks)
    assert needed[Part("above", "output.it")] == [
        Part("above", "data.terraform_remote_state.below"),
        Part("below", "output.vpc_id"),
    ]
    found = closure(needed, [Part("above", "output.it")])
    assert Part("below", "aws_vpc.main") in found
    assert Part("below", "aws_vpc.other") not in found


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ('outputs["vpc_id"]', ["vpc_id"]),
        ("outputs.vpc_id.key[0]", ["vpc_id"]),
        ("outputs", ["vpc_id", "other_id"]),
        ("outputs.*", ["vpc_id", "other_id"]),
        ("backend", []),
    ],
)
def test_an_output_is_read_in_every_form_that_terraform_has(path: str, names: list[str]) -> None:
    stacks = reading(f"${{data.terraform_remote_state.below.{path}}}")
    read = needs_across(stacks)[Part("above", "output.it")]
    assert [each.address for each in read if each.stack == "below"] == [
        f"output.{name}" for name in names
    ]


def test_a_setting_that_only_the_reader_has_does_not_hide_whose_state_it_is() -> None:
    stacks = reading("${data.terraform_remote_state.below.outputs.vpc_id}", profile="p")
    assert Part("below", "output.vpc_id") in needs_across(stacks)[Part("above", "output.it")]


def test_a_state_that_none_of_the_stacks_keeps_leads_nowhere() -> None:
    stacks = reading("${data.terraform_remote_state.below.outputs.vpc_id}", bucket="theirs")
    read = needs_across(stacks)[Part("above", "output.it")]
    assert read == [Part("above", "data.terraform_remote_state.below")]


def test_an_output_that_the_producer_does_not_have_is_refused() -> None:
    stacks = reading("${data.terraform_remote_state.below.outputs.vpc}")
    with pytest.raises(TerraformJsonError, match=r"the output vpc of below, .* other_id, vpc"):
        needs_across(stacks)
