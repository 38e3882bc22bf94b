import base64
import tomllib
from collections.abc import Callable

import pytest

from terraform_json.types import Json
from tests.stacks.synthesized import of

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
    """Return the node groups, by the value of their label."""
    return {group["labels"]["node"]: group for group in of(data, "aws_eks_node_group")}


def templates(data: Json) -> dict[str, Json]:
    """Return the launch templates, by their names."""
    return {
        template["name"].removeprefix("platform-staging-"): template
        for template in of(data, "aws_launch_template")
    }


def test_there_are_nodes_for_applications_and_nodes_for_addons(cluster: Cluster) -> None:
    assert set(groups(cluster())) == {"apps", "infrastructure"}


def test_a_group_has_three_to_ten_bottlerocket_nodes_over_all_private_subnets(apps: Groups) -> None:
    group = apps()
    assert group["ami_type"] == "BOTTLEROCKET_x86_64"
    assert group["scaling_config"]["min_size"] == 3
    assert group["scaling_config"]["max_size"] == 10
    assert group["subnet_ids"] == f"${{{NETWORK}.private_subnet_ids}}"


def test_only_pods_that_tolerate_a_group_run_on_it(cluster: Cluster) -> None:
    for name, group in groups(cluster()).items():
        assert group["taint"] == [{"key": "node", "value": name, "effect": "NO_SCHEDULE"}]


def test_the_size_is_the_autoscalers_but_never_below_the_minimum(
    cluster: Cluster, apps: Groups
) -> None:
    (found,) = [k for k in cluster()["data"]["aws_autoscaling_group"] if k.startswith("nodes_apps")]
    current = f"data.aws_autoscaling_group.{found}[*].desired_capacity"
    group = apps(min_size=4, desired_size=5)
    expected = f"${{max(concat([4], coalescelist({current}, [5]))...)}}"
    assert group["scaling_config"]["desired_size"] == expected


def test_the_current_size_is_looked_up_by_the_tags_that_eks_sets(cluster: Cluster) -> None:
    data = cluster()
    name = groups(data)["apps"]["node_group_name"]
    (found,) = [
        v for k, v in data["data"]["aws_autoscaling_groups"].items() if k.startswith("nodes_apps")
    ]
    assert {item["name"]: item["values"] for item in found["filter"]} == {
        "tag:eks:cluster-name": ["platform-staging"],
        "tag:eks:nodegroup-name": [name],
    }


@pytest.mark.parametrize("types", [["m7g.large"], ["m6i.large", "m7i.large"]])
def test_what_cannot_be_changed_makes_a_new_group_before_the_old_one_goes(
    apps: Groups, types: list[str]
) -> None:
    before, after = apps(), apps(instance_types=types)
    assert before["node_group_name"] != after["node_group_name"]
    assert after["lifecycle"] == {"create_before_destroy": True}


def test_another_zone_makes_a_new_group(cluster: Cluster) -> None:
    names = {groups(cluster(zones=zones))["apps"]["node_group_name"] for zones in ("abc", "ab")}
    assert len(names) == 2


def test_what_can_be_changed_keeps_the_group(apps: Groups) -> None:
    changed = apps(min_size=4, desired_size=4, max_size=20, max_unavailable_percentage=10)
    assert changed["node_group_name"] == apps()["node_group_name"]


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
    carried = {name: t["vpc_security_group_ids"] for name, t in templates(cluster()).items()}
    assert clients in carried["apps"]
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
        assert len(needed) == 4
        assert needed <= set(group["depends_on"])


def test_nobody_logs_in_by_a_key(cluster: Cluster) -> None:
    data = cluster()
    assert all("key_name" not in template for template in templates(data).values())
    assert all("remote_access" not in group for group in groups(data).values())


def test_what_eks_makes_for_a_group_carries_the_owners_tags(cluster: Cluster) -> None:
    for specification in templates(cluster())["apps"]["tag_specifications"]:
        assert specification["tags"]["Owner"] == "platform-team"
        assert specification["tags"]["Name"] == "platform-staging-apps"
