import base64
from typing import Any

import pytest

from config.room import Room
from resilience.model.cache import Cache
from resilience.model.graph import reference_graph
from resilience.model.groups import Groups
from resilience.model.nodes import NodeGroup
from resilience.model.platform import Unknown
from resilience.model.pods import Taint
from tests.resilience.model.small_stacks import ZONES, networking, output, reader

SETTINGS = "[settings.kubernetes]\nmax-pods = 110\n"
BLOCK: dict[str, Any] = {
    "capacity_type": "ON_DEMAND",
    "instance_types": ["m7i.large"],
    "labels": {"node": "apps"},
    "launch_template": {"id": "${aws_launch_template.apps.id}"},
    "node_group_name": "apps-a",
    "scaling_config": {"min_size": 1, "desired_size": 2, "max_size": 5},
    "subnet_ids": [output("ids[0]")],
    "taint": [{"key": "node", "value": "apps", "effect": "NO_SCHEDULE"}],
}
LARGE = Room(millicores=1930, memory_mib=6012, pods=110)
"""https://karpenter.sh/docs/reference/instance-types/, with the memory that 110 pods take."""


def read(settings: str = SETTINGS, /, **changed: object) -> tuple[NodeGroup, list[Unknown]]:
    """Return a group with changes to its block, and what is not known of it."""
    template = {"user_data": base64.b64encode(settings.encode()).decode()}
    stacks = {
        "networking": networking(),
        "k8s": reader(
            aws_eks_node_group={"apps": BLOCK | changed}, aws_launch_template={"apps": template}
        ),
    }
    groups = Groups(stacks, reference_graph(stacks, Cache(None))[0], "eu-west-1")
    (found,) = groups.read()
    return found, groups.unknowns


def group(**changed: object) -> NodeGroup:
    """Return a group of which all is known."""
    found, unknowns = read(**changed)
    assert unknowns == []
    return found


def test_a_group_is_read_as_its_block_says_it() -> None:
    found = group()
    assert found.address == "aws_eks_node_group.apps"
    assert found.name == "apps"
    assert found.zones == ("eu-west-1a",)
    assert (found.min_size, found.max_size) == (1, 5)
    assert found.taints == (Taint(key="node", value="apps", effect="NoSchedule"),)
    assert found.instance_types == ("m7i.large",)
    assert found.room == LARGE
    assert not found.spot


def test_a_group_may_span_zones() -> None:
    assert group(subnet_ids=output("ids")).zones == ZONES


def test_nodes_have_the_labels_of_eks_beside_their_own() -> None:
    assert group().labels == {
        "eks.amazonaws.com/capacityType": "ON_DEMAND",
        "eks.amazonaws.com/nodegroup": "apps-a",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/os": "linux",
        "node": "apps",
        "node.kubernetes.io/instance-type": "m7i.large",
        "topology.kubernetes.io/region": "eu-west-1",
    }


def test_of_several_types_no_node_has_one_as_label() -> None:
    labels = group(instance_types=["m7g.large", "m8g.large"]).labels
    assert "node.kubernetes.io/instance-type" not in labels
    assert labels["kubernetes.io/arch"] == "arm64"


def test_a_group_without_the_label_has_the_name_that_eks_knows() -> None:
    assert group(labels={}).name == "apps-a"


def test_of_several_types_the_smallest_room_counts() -> None:
    assert group(instance_types=["m7i.xlarge", "m7i.large", "r7i.large"]).room == LARGE


def test_spot_is_told() -> None:
    assert group(capacity_type="SPOT").spot


@pytest.mark.parametrize(
    ("written", "effect"),
    [("NO_EXECUTE", "NoExecute"), ("PREFER_NO_SCHEDULE", "PreferNoSchedule")],
)
def test_an_effect_has_the_name_that_kubernetes_knows(written: str, effect: str) -> None:
    assert group(taint={"key": "k", "effect": written}).taints == (Taint(key="k", effect=effect),)


CURRENT = "coalescelist(data.aws_autoscaling_group.apps[*].desired_capacity, [2])"


@pytest.mark.parametrize(
    ("written", "size"),
    [
        (4, 4),
        ("${4}", 4),
        (f"${{max(5, max(concat([1], {CURRENT})...))}}", 5),
        (f"${{max({CURRENT}..., 3, 2)}}", 3),
    ],
)
def test_a_size_is_the_least_that_its_expression_can_be(written: object, size: int) -> None:
    assert group(scaling_config={"min_size": 1, "max_size": written}).max_size == size


@pytest.mark.parametrize("written", ["${min(5, 3)}", "${var.size}", "many", None])
def test_a_size_that_cannot_be_told_counts_for_nothing(written: object) -> None:
    found, (unknown,) = read(scaling_config={"min_size": written, "max_size": 5})
    assert found.min_size == 0
    assert unknown.subject == "k8s:aws_eks_node_group.apps"
    assert unknown.problem.startswith("its min_size is not known")


@pytest.mark.parametrize(
    ("settings", "changed", "problem"),
    [
        ("[settings.kubernetes]\n", {}, "its launch template has no max-pods"),
        ("no TOML", {}, "its launch template has no max-pods"),
        (SETTINGS, {"launch_template": {"id": "lt-0123"}}, "its launch template has no max-pods"),
        (SETTINGS, {"instance_types": ["t3.large"]}, "its instance types (t3.large) are not known"),
        (SETTINGS, {"instance_types": []}, "its instance types (none) are not known"),
    ],
)
def test_a_room_that_cannot_be_told_counts_for_nothing(
    settings: str, changed: dict[str, object], problem: str
) -> None:
    found, (unknown,) = read(settings, **changed)
    assert found.room == Room()
    assert unknown.problem == f"{problem}, so that the room of its nodes counts for 0"


def test_a_taint_of_an_effect_that_is_not_known_keeps_pods_away() -> None:
    found, (unknown,) = read(taint=[{"key": "gpu", "effect": "NEVER"}])
    assert found.taints == (Taint(key="gpu", value="", effect="NoSchedule"),)
    assert unknown.problem.startswith("the effect of its taint gpu is not known")


def test_instance_types_that_are_an_expression_are_not_known() -> None:
    found, (unknown,) = read(instance_types="${var.types}")
    assert found.instance_types == ()
    assert unknown.problem.startswith("its instance types (none) are not known")
