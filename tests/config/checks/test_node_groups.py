"""Groups of nodes: what they may be, and what does not go together."""

from collections.abc import Callable
from typing import Any

import pytest

from config.errors import Mistake
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]
Environment = dict[str, Any]


def with_groups(environment: Environment, **groups: object) -> Environment:
    """Return an environment with node groups, by names in which `_` stands for a hyphen."""
    named = {name.replace("_", "-"): group for name, group in groups.items()}
    return environment | {"cluster": {"node_groups": named}}


def test_every_environment_has_the_groups_of_applications_and_addons(
    staging: Environment, accepted: Accept
) -> None:
    cluster = accepted(with_groups(staging, gpu={}, batch={})).cluster
    assert tuple(cluster.node_groups) == ("apps", "infrastructure", "batch", "gpu")
    assert cluster.application_node_groups == ("apps", "batch", "gpu")


def test_only_nodes_of_the_addons_are_of_another_series_unless_they_are_named(
    staging: Environment, accepted: Accept
) -> None:
    def types(**groups: object) -> dict[str, str]:
        cluster = accepted(with_groups(staging, **groups)).cluster
        return {name: group.instance_types[0] for name, group in cluster.node_groups.items()}

    default = {"apps": "m7i.large", "infrastructure": "r7i.large", "batch": "m7i.large"}
    assert types(batch={}, infrastructure={"max_size": 5}) == default
    named = types(infrastructure={"instance_types": ["m8i.xlarge"]})
    assert named["infrastructure"] == "m8i.xlarge"


def test_nodes_of_the_addons_can_retire_to_those_that_are_theirs_by_default(
    staging: Environment, accepted: Accept, mistakes: Refuse
) -> None:
    accepted(with_groups(staging, infrastructure={"retiring": {"instance_types": ["m7i.large"]}}))
    same = ["r7i.large", "r7a.large", "r6i.large", "r6a.large"]
    (path,) = mistakes(with_groups(staging, infrastructure={"retiring": {"instance_types": same}}))
    assert path == "cluster.node_groups.infrastructure.retiring"


@pytest.mark.parametrize(
    ("types", "ami_type"),
    [
        (["m8g.xlarge", "m7gd.xlarge"], "BOTTLEROCKET_ARM_64"),
        (["c7i-flex.large", "c6a.large"], "BOTTLEROCKET_x86_64"),
        (["r8i.24xlarge"], "BOTTLEROCKET_x86_64"),
        (["x2gd.4xlarge"], "BOTTLEROCKET_ARM_64"),
        (["x2idn.32xlarge"], "BOTTLEROCKET_x86_64"),
        (["g4dn.xlarge"], "BOTTLEROCKET_x86_64_NVIDIA"),
        (["g6e.12xlarge"], "BOTTLEROCKET_x86_64_NVIDIA"),
        (["g5g.xlarge"], "BOTTLEROCKET_ARM_64_NVIDIA"),
        (["p5en.48xlarge"], "BOTTLEROCKET_x86_64_NVIDIA"),
    ],
)
def test_the_image_follows_from_the_instance_types(
    staging: Environment, accepted: Accept, types: list[str], ami_type: str
) -> None:
    group = accepted(with_groups(staging, other={"instance_types": types})).cluster
    assert group.node_groups["other"].ami_type == ami_type


@pytest.mark.parametrize(
    "types",
    [
        ["m7i.large", "m7g.large"],
        ["g5.xlarge", "g6.xlarge"],
        ["g5.xlarge", "g5g.xlarge"],
        ["x2idn.16xlarge", "x2iedn.16xlarge"],
        ["p5.48xlarge", "p5en.48xlarge"],
        ["r7i.large", "m7i.large"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("key", ["instance_types", "retiring"])
def test_nodes_of_different_kinds_are_different_groups(
    staging: Environment, mistakes: Refuse, types: list[str], key: str
) -> None:
    group = (
        {"instance_types": types}
        if key == "instance_types"
        else {"retiring": {"instance_types": types}}
    )
    (path,) = mistakes(with_groups(staging, batch=group))
    nested = "retiring.instance_types" if key == "retiring" else key
    assert path == f"cluster.node_groups.batch.{nested}.1"


@pytest.mark.parametrize(
    "instance_type",
    [
        "t3.large",
        "g4ad.xlarge",
        "p3.2xlarge",
        "x1.16xlarge",
        "inf2.xlarge",
        "m7i.metal-24xl",
        "M7i.large",
    ],
)
def test_instances_without_nitro_or_an_image_are_refused(
    staging: Environment, mistakes: Refuse, instance_type: str
) -> None:
    (path,) = mistakes(with_groups(staging, batch={"instance_types": [instance_type]}))
    assert path == "cluster.node_groups.batch.instance_types.0"


@pytest.mark.parametrize("name", ["Batch", "-a", "a--b", "1a", "a" * 31, ""])
def test_a_name_that_no_node_group_could_have_is_refused(
    staging: Environment, mistakes: Refuse, name: str
) -> None:
    assert mistakes(staging | {"cluster": {"node_groups": {name: {}}}})


@pytest.mark.parametrize("name", ["retiring", "role", "vpc-cni", "labels"])
def test_a_group_may_have_any_other_name(staging: Environment, accepted: Accept, name: str) -> None:
    groups = {name: {"instance_types": ["c7i.large"], "retiring": {}}}
    accepted(staging | {"cluster": {"node_groups": groups}})


@pytest.mark.parametrize(
    "key",
    [
        "node",
        "platform/retiring",
        "kubernetes.io/arch",
        "node.kubernetes.io/a",
        "a.k8s.io/b",
        "eks.amazonaws.com/nodegroup",
    ],
)
def test_labels_of_others_are_refused(staging: Environment, mistakes: Refuse, key: str) -> None:
    (mistake,) = mistakes(with_groups(staging, batch={"labels": {key: "a"}})).values()
    assert mistake.path.startswith("cluster.node_groups.batch.labels")


def test_a_group_of_the_owners_may_be_empty_and_may_go(
    staging: Environment, accepted: Accept
) -> None:
    batch = {"min_size": 0, "desired_size": 0, "draining": True, "labels": {"example.com/a": ""}}
    cluster = accepted(with_groups(staging, batch=batch)).cluster
    assert cluster.application_node_groups == ("apps",)


@pytest.mark.parametrize("name", ["apps", "infrastructure"])
@pytest.mark.parametrize(
    ("change", "key"), [({"min_size": 0}, "min_size"), ({"draining": True}, "draining")]
)
def test_the_platforms_own_groups_always_have_nodes(
    staging: Environment, mistakes: Refuse, name: str, change: dict[str, Any], key: str
) -> None:
    assert set(mistakes(with_groups(staging, **{name: change}))) == {
        f"cluster.node_groups.{name}.{key}"
    }


def test_nodes_that_retire_were_something_else(staging: Environment, mistakes: Refuse) -> None:
    found = mistakes(with_groups(staging, apps={"retiring": {}}))
    assert set(found) == {"cluster.node_groups.apps.retiring"}


def test_nodes_that_retire_need_room_beside_those_that_come(
    staging: Environment, accepted: Accept, mistakes: Refuse
) -> None:
    # 31 nodes fit a /20: twice 11 and 5 do, twice 14 and 5 do not.
    for index, subnets in enumerate(staging["network"]["zones"].values()):
        subnets["private"] = f"10.10.{32 * (index + 1)}.0/20"
    group = {"instance_types": ["c7i.large"], "retiring": {}}
    accepted(with_groups(staging, apps=group | {"max_size": 22}))
    found = mistakes(with_groups(staging, apps=group | {"max_size": 28}))
    assert (
        "apps 28 / 2 + infrastructure 10 / 2 + apps retiring 28 / 2"
        in next(iter(found.values())).problem
    )
