import base64
import tomllib
from collections.abc import Callable

import pytest

from config.aws.bottlerocket import BOTTLEROCKET_RELEASE
from terraform_json.stack import resources
from terraform_json.types import Json
from tests.stacks.synthesized import addresses, of

Cluster = Callable[..., Json]
Groups = Callable[..., Json]

NETWORK = "data.terraform_remote_state.networking-state.outputs"


@pytest.fixture
def apps(cluster: Cluster) -> Groups:
    """Return a function that gives the group `apps`, with changes to it."""

    def group(**changes: object) -> Json:
        return groups(cluster(node_groups={"apps": changes}))["apps"]

    return group


def groups(data: Json) -> dict[str, Json]:
    """Return the node groups of zone a, by the value of their label."""
    return {group["labels"]["node"]: group for group in in_zone(data, "a")}


def in_zone(data: Json, zone: str) -> list[Json]:
    """Return the node groups of a zone."""
    every = of(data, "aws_eks_node_group")
    return [group for group in every if f"-eu-west-1{zone}-" in group["node_group_name"]]


def templates(data: Json) -> dict[str, Json]:
    """Return the launch templates, by their names."""
    return {
        template["name"].removeprefix("platform-staging-"): template
        for template in of(data, "aws_launch_template")
    }


def test_there_are_nodes_for_applications_and_nodes_for_addons(cluster: Cluster) -> None:
    assert set(groups(cluster())) == {"apps", "infrastructure"}


@pytest.mark.parametrize(("zones", "least", "most"), [("abc", 1, 5), ("ab", 2, 10)])
def test_each_zone_has_a_group_that_reaches_the_maximum_with_the_others_but_one(
    cluster: Cluster, zones: str, least: int, most: int
) -> None:
    data = cluster(zones=zones)
    assert len(of(data, "aws_eks_node_group")) == 2 * len(zones)
    for zone in zones:
        for group in in_zone(data, zone):
            subnet = f'${{{NETWORK}.node_subnet_ids["eu-west-1{zone}"]}}'
            assert group["subnet_ids"] == [subnet]
            sizes = group["scaling_config"]
            assert sizes["min_size"] == least
            assert sizes["max_size"].startswith(f"${{max({most}, ")


def test_the_groups_of_all_zones_are_similar_to_the_autoscaler(cluster: Cluster) -> None:
    # What it compares is labels, of which EKS adds those of the launch template, and sizes.
    apps = [g for g in of(cluster(), "aws_eks_node_group") if g["labels"]["node"] == "apps"]
    for key in ("labels", "launch_template", "instance_types", "ami_type", "release_version"):
        assert all(group[key] == apps[0][key] for group in apps)


def test_a_group_runs_bottlerocket_at_the_release_that_is_pinned(apps: Groups) -> None:
    group = apps()
    assert group["ami_type"] == "BOTTLEROCKET_x86_64"
    assert group["release_version"] == BOTTLEROCKET_RELEASE


def test_an_owner_adds_groups_of_other_kinds(cluster: Cluster) -> None:
    others = {
        "batch": {"capacity_type": "SPOT", "labels": {"example.com/team": "data"}, "min_size": 0},
        "gpu": {"instance_types": ["g5.xlarge"]},
        "arm-gpu": {"instance_types": ["g5g.xlarge"]},
        "role": {"instance_types": ["x2idn.16xlarge"]},
    }
    found = groups(cluster(node_groups=others))
    assert set(found) == {"apps", "infrastructure", *others}
    assert found["batch"]["capacity_type"] == "SPOT"
    assert found["batch"]["labels"] == {"example.com/team": "data", "node": "batch"}
    assert found["batch"]["scaling_config"]["min_size"] == 0
    assert found["gpu"]["ami_type"] == "BOTTLEROCKET_x86_64_NVIDIA"
    assert found["arm-gpu"]["ami_type"] == "BOTTLEROCKET_ARM_64_NVIDIA"
    assert found["apps"]["capacity_type"] == "ON_DEMAND"


def test_an_owners_group_leaves_all_others_alone(cluster: Cluster) -> None:
    before, after = resources(cluster()), resources(cluster(node_groups={"batch": {}}))
    changed = {address for address in before if before[address] != after.get(address)}
    assert not [address for address in changed if address.startswith("aws_eks_node_group.")]


def test_only_pods_that_tolerate_a_group_run_on_it(cluster: Cluster) -> None:
    for name, group in groups(cluster()).items():
        assert group["taint"] == [{"key": "node", "value": name, "effect": "NO_SCHEDULE"}]


def test_the_size_is_the_autoscalers_but_never_below_the_minimum(
    cluster: Cluster, apps: Groups
) -> None:
    name = groups(cluster())["apps"]["node_group_name"]
    group = apps(min_size=6, desired_size=9)
    expected = f"max(concat([2], coalescelist({size_of(cluster(), name)}, [3]))...)"
    assert group["scaling_config"]["desired_size"] == f"${{{expected}}}"
    # Nor above the maximum, which AWS refuses: a group that has more nodes keeps them.
    assert group["scaling_config"]["max_size"] == f"${{max(5, {expected})}}"


@pytest.mark.parametrize(
    "change",
    [
        {"instance_types": ["m7g.large"]},
        {"instance_types": ["m6i.large", "m7i.large"]},
        {"capacity_type": "SPOT"},
    ],
    ids=str,
)
def test_what_cannot_be_changed_makes_a_new_group(cluster: Cluster, change: Json) -> None:
    before, after = cluster(), cluster(node_groups={"apps": change})
    assert groups(before)["apps"]["node_group_name"] != groups(after)["apps"]["node_group_name"]
    gone = set(resources(before)) - set(resources(after))
    assert {a for a in gone if a.startswith("aws_")} == {
        address
        for address in addresses(before, "aws_eks_node_group")
        if address.startswith("aws_eks_node_group.nodes_apps")
    }


def test_what_can_be_changed_keeps_the_group(apps: Groups) -> None:
    changed = apps(min_size=4, desired_size=4, max_size=20, max_unavailable_percentage=10)
    assert changed["node_group_name"] == apps()["node_group_name"]


RETIRING = {"apps": {"instance_types": ["m8i.large"], "retiring": {}}}


def test_a_group_that_replaces_another_starts_at_its_size(cluster: Cluster) -> None:
    old = groups(cluster())["apps"]["node_group_name"]
    data = cluster(node_groups=RETIRING)
    (new,) = [g for g in in_zone(data, "a") if g["instance_types"] == ["m8i.large"]]
    sizes = f"{size_of(data, new['node_group_name'])}, {size_of(data, old, 'retiring-group')}"
    expected = f"${{max(concat([1], coalescelist({sizes}, [1]))...)}}"
    assert new["scaling_config"]["desired_size"] == expected


def test_what_retires_keeps_its_address_as_long_as_it_has_nodes(cluster: Cluster) -> None:
    before, data = cluster(), cluster(node_groups=RETIRING)
    old = addresses(before, "aws_eks_node_group")
    assert set(old) <= set(addresses(data, "aws_eks_node_group"))
    for zone in "abc":
        (group,) = [g for g in in_zone(data, zone) if "count" in g]
        found = f"concat([0], {size_of(data, group['node_group_name'])})"
        assert group["count"] == f"${{min(1, sum({found}))}}"
        sizes = group["scaling_config"]
        assert (sizes["min_size"], sizes["desired_size"]) == (0, f"${{max({found}...)}}")
        assert sizes["max_size"] == f"${{max(5, max({found}...))}}"


def test_nothing_new_is_scheduled_where_nodes_retire(cluster: Cluster) -> None:
    data = cluster(node_groups=RETIRING)
    for group in of(data, "aws_eks_node_group"):
        taints = {taint["key"]: taint["effect"] for taint in group["taint"]}
        retires = {"platform/retiring": "NO_SCHEDULE"} if "count" in group else {}
        assert taints == {"node": "NO_SCHEDULE"} | retires


def test_a_group_that_drains_retires_in_every_zone_and_has_no_alarms(cluster: Cluster) -> None:
    data = cluster(node_groups={"batch": {"draining": True}})
    batch = [g for g in of(data, "aws_eks_node_group") if g["labels"]["node"] == "batch"]
    assert len(batch) == 3
    assert all("count" in group for group in batch)
    assert not [a for a in of(data, "aws_cloudwatch_metric_alarm") if "batch" in a["alarm_name"]]


def test_a_plan_fails_that_deletes_nodes(cluster: Cluster) -> None:
    data = cluster(node_groups=RETIRING)
    groups_read = data["data"]["aws_autoscaling_groups"]
    (found,) = [g for k, g in groups_read.items() if k.startswith("nodes_leaving-nodes_found")]
    (kept,) = [g for k, g in groups_read.items() if k.startswith("nodes_leaving-nodes_staying")]
    cluster_tag = {"name": "tag:eks:cluster-name", "values": ["platform-staging"]}
    names = {group["node_group_name"] for group in of(data, "aws_eks_node_group")}
    assert found["filter"] == [cluster_tag]
    assert kept["filter"][0] == cluster_tag
    assert set(kept["filter"][1]["values"]) == names
    (leaving,) = [
        g for k, g in data["data"]["aws_autoscaling_group"].items() if "leaving-nodes" in k
    ]
    (condition,) = leaving["lifecycle"]["postcondition"]
    assert condition["condition"] == "${self.desired_capacity == 0}"
    assert "ops.replace_nodes" in condition["error_message"]


def size_of(data: Json, name: str, id_: str = "autoscaling-group") -> str:
    """Return the expression for the size of a node group, which is found by the tags of EKS."""
    tags = {"tag:eks:cluster-name": ["platform-staging"], "tag:eks:nodegroup-name": [name]}
    (found,) = [
        key
        for key, read in data["data"]["aws_autoscaling_groups"].items()
        if {each["name"]: each["values"] for each in read["filter"]} == tags and f"_{id_}s_" in key
    ]
    (group,) = [
        key
        for key, read in data["data"]["aws_autoscaling_group"].items()
        if f".{found}.names" in read["count"]
    ]
    return f"data.aws_autoscaling_group.{group}[*].desired_capacity"


def test_graviton_instances_run_images_for_them(apps: Groups) -> None:
    assert apps(instance_types=["r8g.xlarge"])["ami_type"] == "BOTTLEROCKET_ARM_64"


def test_several_types_of_one_kind_are_asked_for(apps: Groups) -> None:
    assert apps()["instance_types"] == ["m7i.large", "m7a.large", "m6i.large", "m6a.large"]


def test_an_update_takes_a_third_of_the_nodes_at_a_time_and_broken_ones_are_replaced(
    apps: Groups,
) -> None:
    group = apps()
    assert group["update_config"] == {"max_unavailable_percentage": 33}
    assert group["node_repair_config"] == {"enabled": True}


def test_nodes_follow_the_clusters_version(apps: Groups) -> None:
    assert apps()["version"].startswith("${aws_eks_cluster.")


def test_volumes_are_encrypted(cluster: Cluster) -> None:
    for template in templates(cluster()).values():
        volumes = {v["device_name"]: v["ebs"] for v in template["block_device_mappings"]}
        assert volumes["/dev/xvdb"]["volume_size"] == 75
        assert {volume["encrypted"] for volume in volumes.values()} == {"true"}


def test_pods_cannot_become_their_node(cluster: Cluster) -> None:
    for template in templates(cluster()).values():
        assert template["metadata_options"] == {
            "http_endpoint": "enabled",
            "http_tokens": "required",
            "http_put_response_hop_limit": 1,
        }


def test_a_node_runs_as_many_pods_as_the_subnets_were_checked_for(cluster: Cluster) -> None:
    template = templates(cluster(max_pods_per_node=58))["apps"]
    settings = tomllib.loads(base64.b64decode(template["user_data"]).decode())
    assert settings == {"settings": {"kubernetes": {"max-pods": 58}}}


def test_nodes_of_applications_alone_reach_the_database(cluster: Cluster) -> None:
    clients = f"${{{NETWORK}.database_clients_security_group_id}}"
    data = cluster(node_groups={"batch": {}})
    carried = {name: t["vpc_security_group_ids"] for name, t in templates(data).items()}
    assert clients in carried["apps"]
    assert clients in carried["batch"]
    assert clients not in carried["infrastructure"]


def test_every_node_carries_the_groups_of_cluster_and_nodes(cluster: Cluster) -> None:
    for template in templates(cluster()).values():
        first, second, *_ = template["vpc_security_group_ids"]
        assert first.endswith("vpc_config[0].cluster_security_group_id}")
        assert second.startswith("${aws_security_group.security-groups_nodes")


def test_a_node_starts_with_all_that_its_role_may_do(cluster: Cluster) -> None:
    data = cluster()
    for group in groups(data).values():
        role = group["node_role_arn"].removesuffix(".arn}") + ".name}"
        given = data["resource"]["aws_iam_role_policy_attachment"].items()
        needed = {f"aws_iam_role_policy_attachment.{k}" for k, a in given if a["role"] == role}
        assert len(needed) == 3
        assert needed <= set(group["depends_on"])


def test_nobody_logs_in_by_a_key(cluster: Cluster) -> None:
    data = cluster()
    assert all("key_name" not in template for template in templates(data).values())
    assert all("remote_access" not in group for group in groups(data).values())


def test_what_eks_makes_for_a_group_carries_the_owners_tags(cluster: Cluster) -> None:
    for specification in templates(cluster())["apps"]["tag_specifications"]:
        assert specification["tags"]["Owner"] == "platform-team"
        assert specification["tags"]["Name"] == "platform-staging-apps"
