"""What somebody changed outside Terraform, apart from what resources show of each other."""

from typing import Any

import pytest

from delivery.comment.drift import drifted

Json = dict[str, Any]

GROUP = ("aws_security_group", "ingress")
ROUTES = ("aws_route_table", "route")
POLICIES = ("aws_iam_role", "inline_policy")
OURS = {"protocol": "tcp", "from_port": 5432, "to_port": 5432, "security_groups": ["sg-apps"]}
RULE = {
    "security_group_id": "main",
    "ip_protocol": "tcp",
    "from_port": 5432,
    "to_port": 5432,
    "referenced_security_group_id": "sg-apps",
}
ROUTE = {"cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1", "gateway_id": ""}
POLICY = {"name": "app", "policy": '{"Statement": [], "Version": "1"}'}


def is_told(
    shown: tuple[str, str], before: list[Json], after: list[Json], **made: dict[str, Any]
) -> bool:
    """Return whether the drift of an attribute is told, beside what other resources made."""
    kind, attribute = shown
    sides = {
        side: {"id": "main", attribute: entries}
        for side, entries in {"before": before, "after": after}.items()
    }
    changes = [
        {"type": other, "change": {"actions": ["no-op"], "before": block}}
        for other, block in made.items()
    ]
    drift = {"type": kind, "change": {"actions": ["update"], **sides}}
    return bool(drifted({"resource_drift": [drift], "resource_changes": changes}))


@pytest.mark.parametrize(
    "opened",
    [
        {"cidr_blocks": ["0.0.0.0/0"]},
        {"ipv6_cidr_blocks": ["::/0"]},
        {"prefix_list_ids": ["pl-1"]},
        {"security_groups": ["sg-apps", "sg-others"]},
        {"self": True},
    ],
)
def test_a_rule_that_lets_others_in_by_the_same_port_is_told(opened: Json) -> None:
    assert is_told(GROUP, [OURS], [OURS | opened], aws_vpc_security_group_ingress_rule=RULE)


def test_a_rule_that_another_resource_made_is_not_told() -> None:
    assert not is_told(GROUP, [], [OURS], aws_vpc_security_group_ingress_rule=RULE)


def test_a_source_that_another_resource_added_to_the_same_port_is_not_told() -> None:
    rule = RULE | {"referenced_security_group_id": None, "cidr_ipv4": "10.0.0.0/16"}

    assert not is_told(
        GROUP,
        [OURS],
        [OURS | {"cidr_blocks": ["10.0.0.0/16"]}],
        aws_vpc_security_group_ingress_rule=rule,
    )


def test_a_rule_from_the_group_itself_is_not_told() -> None:
    rule = RULE | {"referenced_security_group_id": "main"}
    shown = OURS | {"security_groups": [], "self": True}

    assert not is_told(GROUP, [], [shown], aws_vpc_security_group_ingress_rule=rule)


def test_a_rule_that_is_gone_is_told() -> None:
    assert is_told(GROUP, [OURS], [], aws_vpc_security_group_ingress_rule=RULE)


def test_a_route_that_leads_elsewhere_is_told() -> None:
    made = {"route_table_id": "main", "destination_cidr_block": "0.0.0.0/0"}
    elsewhere = ROUTE | {"nat_gateway_id": "", "gateway_id": "igw-1"}

    assert not is_told(ROUTES, [], [ROUTE], aws_route=made | {"nat_gateway_id": "nat-1"})
    assert is_told(ROUTES, [], [elsewhere], aws_route=made | {"nat_gateway_id": "nat-1"})
    assert is_told(ROUTES, [ROUTE], [elsewhere], aws_route=made | {"nat_gateway_id": "nat-1"})


def test_what_another_resource_sets_as_a_whole_is_told_by_that_one() -> None:
    shown = ("aws_s3_bucket", "policy")
    before, after = [{"policy": "default"}], [{"policy": "ours"}]

    assert not is_told(shown, before, after, aws_s3_bucket_policy={"bucket": "main"})
    assert is_told(shown, before, after, aws_s3_bucket_policy={"bucket": "other"})
    assert is_told(shown, before, after)


def test_what_is_written_out_as_false_is_not_told() -> None:
    shown = ("aws_s3_bucket_server_side_encryption_configuration", "rule")
    unset: Json = {"bucket_key_enabled": None}

    assert not is_told(shown, [unset], [unset | {"bucket_key_enabled": False}])
    assert is_told(shown, [unset], [unset | {"bucket_key_enabled": True}])
    assert is_told(shown, [{"bucket_key_enabled": True}], [unset | {"bucket_key_enabled": False}])


def test_a_policy_with_another_text_is_told() -> None:
    made = {"role": "main", "name": "app", "policy": '{"Version": "1", "Statement": []}'}
    other = POLICY | {"policy": '{"Statement": [{"Effect": "Allow"}], "Version": "1"}'}

    assert not is_told(POLICIES, [], [POLICY], aws_iam_role_policy=made)
    assert is_told(POLICIES, [], [other], aws_iam_role_policy=made)
    assert is_told(POLICIES, [POLICY], [other], aws_iam_role_policy=made)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"tags_all": {"Owner": "a"}}, {"tags": {"Owner": "a"}, "tags_all": {"Owner": "a"}}, 0),
        ({"tags_all": {"Owner": "a"}}, {"tags": {"Owner": "b"}, "tags_all": {"Owner": "b"}}, 1),
        ({"tags": {}}, {"tags": {"Owner": "b"}}, 1),
    ],
)
def test_tags_that_the_provider_only_reads_as_others_are_not_told(
    before: Json, after: Json, told: int
) -> None:
    drift = {"type": "aws_vpc", "change": {"actions": ["update"], "before": before, "after": after}}

    assert len(drifted({"resource_drift": [drift]})) == told
