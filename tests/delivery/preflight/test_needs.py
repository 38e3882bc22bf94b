from collections.abc import Callable
from pathlib import Path

import pytest
from cdktf import App

from config.model import EnvironmentConfig
from delivery.preflight.needs import Needs, needs_of
from delivery.preflight.quotas import QUOTAS
from ops.command import Refusal
from stacks.platform import build_platform
from terraform_json.types import Json

Of = Callable[[Json], Needs]


def instances(number: int) -> Json:
    return {f"i{n}": {"instance_class": "db.r8g.large"} for n in range(number)}


def test_a_folder_that_is_not_synthesized_is_refused(
    tmp_path: Path, staging_config: EnvironmentConfig
) -> None:
    with pytest.raises(Refusal, match="make synth"):
        needs_of(tmp_path, staging_config)


def test_every_need_of_an_environment_is_a_number(
    tmp_path: Path, staging_config: EnvironmentConfig
) -> None:
    app = App(outdir=str(tmp_path))
    build_platform(app, staging_config, ())
    app.synth()
    taken = needs_of(tmp_path, staging_config)
    assert {quota.code: quota.need(taken) for quota in QUOTAS} == {
        "L-F678F1CE": 1,
        "L-A4707A72": 1,
        "L-0263D0A3": 1,
        "L-FE5A380F": 1,
        "L-29B6F2EB": 0,
        "L-0EA8095F": 2,
        "L-53DA6B97": 1,
        "L-1194D53C": 1,
        "L-6D54EA21": 9,
        "L-BD136A63": 5,
        "L-952B80B8": 1,
        "L-7B6409FD": 6,
    }
    assert [group.most for group in taken.node_groups] == [15, 15]


@pytest.mark.parametrize(("standing", "readers", "most"), [(3, 5, 6), (4, 2, 4)])
def test_readers_that_autoscaling_adds_count_beside_the_writer(
    needs: Of, standing: int, readers: int, most: int
) -> None:
    target = {"readers": {"max_capacity": readers}}
    stack = {"aws_rds_cluster_instance": instances(standing), "aws_appautoscaling_target": target}
    assert needs(stack).database_instances == most


def test_the_directions_of_a_security_group_have_a_limit_each(needs: Of) -> None:
    rules = {
        "aws_vpc_security_group_ingress_rule": {
            "a": {"security_group_id": "one"},
            "b": {"security_group_id": "one"},
            "c": {"security_group_id": "two"},
        },
        "aws_vpc_security_group_egress_rule": {"d": {"security_group_id": "one"}},
    }
    assert needs(rules).rules_of_a_security_group == 2


def test_an_endpoint_by_route_is_no_interface(needs: Of) -> None:
    endpoints = {"s3": {"vpc_endpoint_type": "Gateway"}, "ecr": {"vpc_endpoint_type": "Interface"}}
    assert needs({"aws_vpc_endpoint": endpoints}).interface_endpoints == 1


def test_an_environment_without_a_resource_needs_none(needs: Of) -> None:
    nothing = needs({})
    assert (nothing.count("aws_eip"), nothing.database_instances, nothing.zones) == (0, 0, ())
    assert nothing.rules_of_a_security_group == 0
