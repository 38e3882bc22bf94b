import json
import re
from pathlib import Path
from typing import Any

import pytest

from config.provider_locks import LOCK_FILE, locked_providers
from ops.command import Refusal
from sandbox.terraform.aws_half import aws_half, keep_aws_half
from tests.fixtures.output import write_output

AWS = {"aws": {"version": "1", "source": "aws"}}
PROVIDERS = AWS | {name: {"source": f"hashicorp/{name}"} for name in ("helm", "kubernetes")}
STACK: dict[str, Any] = {
    "terraform": {
        "backend": {"s3": {"bucket": "b"}},
        "required_providers": PROVIDERS,
    },
    "provider": {"aws": [{}], "helm": [{}], "kubernetes": [{}]},
    "resource": {
        "aws_vpc": {"one": {"cidr_block": "10.0.0.0/16"}},
        "helm_release": {"nginx": {"name": "nginx", "depends_on": ["aws_vpc.one"]}},
        "kubernetes_namespace_v1": {"shop": {}},
    },
    "data": {"aws_region": {"here": {}}, "kubernetes_nodes": {"all": {}}},
    "output": {"vpc": {"value": "${aws_vpc.one.id}"}},
}


def test_only_what_the_aws_provider_deploys_is_left() -> None:
    assert aws_half(STACK) == {
        "terraform": {
            "backend": {"s3": {"bucket": "b"}},
            "required_providers": AWS,
        },
        "provider": {"aws": [{}]},
        "resource": {"aws_vpc": {"one": {"cidr_block": "10.0.0.0/16"}}},
        "data": {"aws_region": {"here": {}}},
        "output": {"vpc": {"value": "${aws_vpc.one.id}"}},
    }


def test_what_a_controller_makes_is_not_looked_for_where_there_is_no_controller() -> None:
    waiting = {"tags": {"of": "nginx"}, "depends_on": ["helm_release.nginx"]}
    alarm = {"dimensions": {"LoadBalancer": "${data.aws_lbs.made.arns[0]}"}}
    topic = {"name": "told"}
    stack = {
        **STACK,
        "resource": {
            **STACK["resource"],
            "aws_alarm": {"made": alarm},
            "aws_composite_alarm": {"all": {"rule": "${aws_alarm.made.arn}"}},
            "aws_topic": {"told": topic},
        },
        "data": {**STACK["data"], "aws_lbs": {"made": waiting}},
    }
    half = aws_half(stack)
    assert half["data"] == {"aws_region": {"here": {}}}
    assert half["resource"] == {**aws_half(STACK)["resource"], "aws_topic": {"told": topic}}


def test_an_output_of_what_a_controller_makes_is_refused() -> None:
    waiting = {"made": {"depends_on": ["helm_release.nginx"]}}
    output = {"arn": {"value": "${data.aws_lbs.made.arns}"}}
    stack = {**STACK, "data": {"aws_lbs": waiting}, "output": output}
    with pytest.raises(Refusal, match=r"inside the cluster: data\.aws_lbs\.made"):
        aws_half(stack)


def test_a_stack_without_a_cluster_stays_as_it_is() -> None:
    stack = aws_half(STACK)
    assert aws_half(stack) == stack


@pytest.mark.parametrize("address", ["helm_release.nginx", "data.kubernetes_nodes.all"])
def test_a_reference_into_the_cluster_is_refused_and_named(address: str) -> None:
    entangled = {**STACK, "output": {"nginx": {"value": f"${{{address}.status}}"}}}
    with pytest.raises(Refusal, match=f"inside the cluster: {re.escape(address)}"):
        aws_half(entangled)


@pytest.mark.parametrize("text", ["helm_release.nginx", "$${helm_release.nginx.status}"])
def test_text_that_looks_like_an_address_is_no_reference(text: str) -> None:
    aws_half({**STACK, "output": {"nginx": {"value": text}}})


def test_the_stacks_of_a_folder_are_rewritten_and_counted(tmp_path: Path) -> None:
    write_output(tmp_path, {"k8s": STACK, "networking": aws_half(STACK)})
    assert keep_aws_half(tmp_path) == {"k8s": 3}
    written = json.loads((tmp_path / "stacks/k8s/cdk.tf.json").read_text(encoding="utf-8"))
    assert written == aws_half(STACK)


def test_terraform_may_run_the_providers_that_are_left_and_no_other(tmp_path: Path) -> None:
    write_output(tmp_path, {"k8s": STACK})
    keep_aws_half(tmp_path)
    lock = tmp_path / "stacks/k8s" / LOCK_FILE
    assert locked_providers(lock).keys() == {"aws"}
