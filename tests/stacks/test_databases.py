from collections.abc import Callable

import pytest
from cdktf import Testing

from config.environment import load_environment
from config.model import EnvironmentConfig
from config.sections.database import DatabaseConfig
from constructs.database import parameters as parameters_module
from stacks.databases import DatabasesStack
from stacks.networking import NetworkingStack
from terraform_json.types import Json
from tests.stacks.synthesized import of, one

Databases = Callable[..., Json]

NETWORK = "${data.terraform_remote_state.networking-state.outputs"


def layout(data: Json) -> dict[str, tuple[str, int]]:
    """Return the zone and the promotion tier of each instance, by its identifier."""
    return {
        instance["identifier"].removeprefix("platform-staging-"): (
            instance["availability_zone"][-1],
            instance["promotion_tier"],
        )
        for instance in of(data, "aws_rds_cluster_instance")
    }


def parameters(data: Json, kind: str) -> dict[str, str]:
    """Return what a parameter group sets."""
    return {p["name"]: p["value"] for p in one(data, kind)["parameter"]}


def test_the_network_is_deployed_first(staging_config: EnvironmentConfig) -> None:
    app = Testing.app()
    networking = NetworkingStack(app, config=staging_config)
    stack = DatabasesStack(app, config=staging_config, networking=networking, applications=[])
    assert stack.depends_on(networking)


def test_the_cluster_is_encrypted_with_a_rotated_key_of_its_own(databases: Databases) -> None:
    data = databases()
    cluster = one(data, "aws_rds_cluster")
    (key,) = [k for k in data["resource"]["aws_kms_key"] if k.startswith("database-key")]
    assert cluster["storage_encrypted"] is True
    assert cluster["kms_key_id"] == f"${{aws_kms_key.{key}.arn}}"
    assert data["resource"]["aws_kms_key"][key]["enable_key_rotation"] is True
    aliases = {a["target_key_id"]: a["name"] for a in of(data, "aws_kms_alias")}
    assert aliases[f"${{aws_kms_key.{key}.id}}"] == "alias/platform-staging-database"


def test_the_cluster_stands_in_the_database_subnets(databases: Databases) -> None:
    cluster = one(databases(), "aws_rds_cluster")
    assert cluster["db_subnet_group_name"] == f"{NETWORK}.database_subnet_group_name}}"


def test_a_writer_and_two_readers_stand_in_three_zones(databases: Databases) -> None:
    assert layout(databases(readers={})) == {
        "eu-west-1a-1": ("a", 0),
        "eu-west-1b-1": ("b", 0),
        "eu-west-1c-1": ("c", 0),
    }


def test_a_second_instance_of_a_zone_takes_over_after_those_of_other_zones(
    databases: Databases,
) -> None:
    data = databases(readers={"fixed": 3})
    assert layout(data)["eu-west-1a-2"] == ("a", 1)
    assert {tier for id_, (_, tier) in layout(data).items() if id_ != "eu-west-1a-2"} == {0}


def test_a_second_instance_of_a_zone_is_made_after_the_first_ones(databases: Databases) -> None:
    instances = databases(readers={"fixed": 3})["resource"]["aws_rds_cluster_instance"]
    (second,) = [name for name in instances if "eu-west-1a-2" in name]
    first = {f"aws_rds_cluster_instance.{name}" for name in instances if name != second}
    assert first <= set(instances[second]["depends_on"])


def test_removing_a_zone_moves_no_instance_of_the_others(databases: Databases) -> None:
    whole = databases()["resource"]["aws_rds_cluster_instance"]
    less = databases(zones="ac")["resource"]["aws_rds_cluster_instance"]
    gone, new = set(whole) - set(less), set(less) - set(whole)
    assert ["eu-west-1b-1" in name for name in gone] == [True]
    assert ["eu-west-1a-2" in name for name in new] == [True]
    assert all(less[name] == whole[name] for name in set(whole) & set(less))


def test_instances_stand_in_the_zones_that_are_asked_for(databases: Databases) -> None:
    zones = ["eu-west-1c", "eu-west-1b", "eu-west-1a"]
    data = databases(instance_zones=[*zones, "eu-west-1c"], readers={"fixed": 3})
    assert layout(data)["eu-west-1c-2"] == ("c", 1)


def test_version_class_and_storage_are_those_of_the_environment(databases: Databases) -> None:
    data = databases(
        engine_version="16.8", instance_class="db.r7g.2xlarge", storage_type="aurora-iopt1"
    )
    cluster = one(data, "aws_rds_cluster")
    assert (cluster["engine"], cluster["engine_version"]) == ("aurora-postgresql", "16.8")
    assert cluster["storage_type"] == "aurora-iopt1"
    assert {i["instance_class"] for i in of(data, "aws_rds_cluster_instance")} == {"db.r7g.2xlarge"}
    assert one(data, "aws_db_parameter_group")["family"] == "aurora-postgresql16"
    assert one(data, "aws_rds_cluster_parameter_group")["family"] == "aurora-postgresql16"


def test_standard_storage_is_what_aurora_takes_without_a_word(databases: Databases) -> None:
    assert "storage_type" not in one(databases(storage_type="aurora"), "aws_rds_cluster")


def test_the_cluster_and_its_instances_use_their_parameters(databases: Databases) -> None:
    data = databases()
    (cluster,) = data["resource"]["aws_rds_cluster_parameter_group"]
    (instances,) = data["resource"]["aws_db_parameter_group"]
    used = one(data, "aws_rds_cluster")["db_cluster_parameter_group_name"]
    assert used == f"${{aws_rds_cluster_parameter_group.{cluster}.name}}"
    for instance in of(data, "aws_rds_cluster_instance"):
        used = instance["db_parameter_group_name"]
        assert used == f"${{aws_db_parameter_group.{instances}.name}}"


@pytest.mark.parametrize("kind", ["aws_rds_cluster_parameter_group", "aws_db_parameter_group"])
def test_parameters_of_a_new_major_are_there_before_the_old_ones_go(
    databases: Databases, kind: str
) -> None:
    old, new = (one(databases(engine_version=v), kind) for v in ("16.8", "17.4"))
    assert old["name"] != new["name"]
    assert new["lifecycle"] == {"create_before_destroy": True}


@pytest.mark.parametrize("kind", ["aws_rds_cluster_parameter_group", "aws_db_parameter_group"])
def test_parameters_of_another_description_do_not_take_the_name_of_those_before(
    databases: Databases, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = one(databases(), kind)
    monkeypatch.setattr(parameters_module, "CLUSTER", "Another description")
    monkeypatch.setattr(parameters_module, "INSTANCES", "Another description")
    after = one(databases(), kind)
    assert after["description"] == "Another description"
    assert before["name"] != after["name"]


def test_no_version_changes_by_itself(databases: Databases) -> None:
    data = databases()
    assert one(data, "aws_rds_cluster")["allow_major_version_upgrade"] is False
    instances = of(data, "aws_rds_cluster_instance")
    assert {i["auto_minor_version_upgrade"] for i in instances} == {False}


def test_a_cluster_is_protected_and_leaves_a_snapshot_by_default(
    staging_config: EnvironmentConfig, databases: Databases
) -> None:
    config = staging_config.model_copy(update={"database": DatabaseConfig()})
    cluster = one(databases(config=config), "aws_rds_cluster")
    assert cluster["deletion_protection"] is True
    assert cluster["skip_final_snapshot"] is False
    assert cluster["backup_retention_period"] == 30


def test_the_final_snapshot_is_named_after_a_key_that_no_other_cluster_has(
    databases: Databases,
) -> None:
    data = databases(backup={"final_snapshot": True})
    (key,) = [k for k in data["resource"]["aws_kms_key"] if k.startswith("database-key")]
    name = one(data, "aws_rds_cluster")["final_snapshot_identifier"]
    assert name == f"platform-staging-final-${{aws_kms_key.{key}.key_id}}"


def test_staging_goes_without_protection_and_snapshot(databases: Databases) -> None:
    cluster = one(databases(), "aws_rds_cluster")
    assert cluster["deletion_protection"] is False
    assert cluster["skip_final_snapshot"] is True
    assert "final_snapshot_identifier" not in cluster


def test_snapshots_of_the_cluster_and_its_instances_carry_the_tags(databases: Databases) -> None:
    data = databases()
    tagged = [one(data, "aws_rds_cluster"), *of(data, "aws_rds_cluster_instance")]
    assert {resource["copy_tags_to_snapshot"] for resource in tagged} == {True}


def test_windows_are_those_of_the_environment(databases: Databases) -> None:
    data = databases(maintenance_window="mon:04:00-mon:05:00", backup={"window": "22:00-23:00"})
    cluster = one(data, "aws_rds_cluster")
    assert cluster["preferred_backup_window"] == "22:00-23:00"
    assert cluster["preferred_maintenance_window"] == "mon:04:00-mon:05:00"


def test_the_instances_of_a_zone_are_maintained_on_a_day_of_their_own(
    databases: Databases,
) -> None:
    data = databases(maintenance_window="sat:23:30-sun:00:30", readers={"fixed": 3})
    windows = {
        instance["identifier"].removeprefix("platform-staging-eu-west-1"): instance[
            "preferred_maintenance_window"
        ]
        for instance in of(data, "aws_rds_cluster_instance")
    }
    assert windows == {
        "a-1": "sun:23:30-mon:00:30",
        "a-2": "sun:23:30-mon:00:30",
        "b-1": "mon:23:30-tue:00:30",
        "c-1": "tue:23:30-wed:00:30",
    }


def test_readers_scale_from_the_fixed_ones_to_the_maximum(databases: Databases) -> None:
    data = databases(readers={"fixed": 2, "max": 5})
    target = one(data, "aws_appautoscaling_target")
    assert (target["min_capacity"], target["max_capacity"]) == (2, 5)
    assert target["scalable_dimension"] == "rds:cluster:ReadReplicaCount"
    instances = data["resource"]["aws_rds_cluster_instance"]
    assert set(target["depends_on"]) == {f"aws_rds_cluster_instance.{name}" for name in instances}


def test_production_scales_from_three_readers_to_five(databases: Databases) -> None:
    target = one(databases(config=load_environment("prod")), "aws_appautoscaling_target")
    assert (target["min_capacity"], target["max_capacity"]) == (3, 5)


@pytest.mark.parametrize(
    ("metric", "predefined", "target"),
    [
        ("cpu", "RDSReaderAverageCPUUtilization", 50),
        # Half of what 4 GiB admit: 4 * 1024**3 / 9531392 = 450.
        ("connections", "RDSReaderAverageDatabaseConnections", 225),
    ],
)
def test_readers_follow_the_metric_that_is_asked_for(
    databases: Databases, metric: str, predefined: str, target: int
) -> None:
    scaling = {"metric": metric, "target_percent": 50, "scale_in_cooldown_seconds": 900}
    policy = one(databases(readers={"autoscaling": scaling}), "aws_appautoscaling_policy")
    assert policy["target_tracking_scaling_policy_configuration"] == {
        "predefined_metric_specification": {"predefined_metric_type": predefined},
        "target_value": target,
        "scale_out_cooldown": 300,
        "scale_in_cooldown": 900,
    }


def test_without_room_to_scale_there_is_no_autoscaling(databases: Databases) -> None:
    data = databases(readers={"fixed": 2, "max": 2})
    assert not of(data, "aws_appautoscaling_target") + of(data, "aws_appautoscaling_policy")


def test_only_the_clients_reach_the_cluster_and_only_on_its_port(databases: Databases) -> None:
    data = databases()
    rule = one(data, "aws_vpc_security_group_ingress_rule")
    (group,) = data["resource"]["aws_security_group"]
    clients = f"{NETWORK}.database_clients_security_group_id}}"
    assert rule["referenced_security_group_id"] == clients
    assert (rule["from_port"], rule["to_port"], rule["ip_protocol"]) == (5432, 5432, "tcp")
    assert rule["security_group_id"] == f"${{aws_security_group.{group}.id}}"
    cluster = one(data, "aws_rds_cluster")
    assert cluster["vpc_security_group_ids"] == [f"${{aws_security_group.{group}.id}}"]
    assert cluster["port"] == 5432
    assert "aws_vpc_security_group_egress_rule" not in data["resource"]


def test_no_instance_has_a_public_address(databases: Databases) -> None:
    instances = of(databases(), "aws_rds_cluster_instance")
    assert {instance["publicly_accessible"] for instance in instances} == {False}


def test_connections_without_tls_are_refused(databases: Databases) -> None:
    data = databases()
    assert parameters(data, "aws_rds_cluster_parameter_group") == {"rds.force_ssl": "1"}
    (group,) = of(data, "aws_rds_cluster_parameter_group")
    assert [each["apply_method"] for each in group["parameter"]] == ["pending-reboot"]


def test_rds_keeps_the_masters_password_and_applications_use_iam(databases: Databases) -> None:
    cluster = one(databases(), "aws_rds_cluster")
    assert cluster["manage_master_user_password"] is True
    assert cluster["master_user_secret_kms_key_id"] == cluster["kms_key_id"]
    assert cluster["iam_database_authentication_enabled"] is True


def test_no_password_stands_in_what_is_synthesized(databases: Databases) -> None:
    cluster = one(databases(), "aws_rds_cluster")
    assert {key for key in cluster if "password" in key} == {"manage_master_user_password"}


def test_the_contract_says_how_many_connections_each_application_opens(
    databases: Databases,
) -> None:
    found = databases()["output"]["application_connections_per_pod"]["value"]
    assert found == {"orders": "10"}
