from collections.abc import Callable
from pathlib import Path

import pytest

from delivery.preflight.needs import Needs, needs_of
from ops.command import Refusal
from terraform_json.types import Json

Of = Callable[[Json], Needs]


def instances(number: int) -> Json:
    return {f"i{n}": {"instance_class": "db.r8g.large"} for n in range(number)}


def test_a_folder_that_is_not_synthesized_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="make synth"):
        needs_of(tmp_path)


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
