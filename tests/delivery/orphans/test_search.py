"""What stands in AWS and no state knows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.model import EnvironmentConfig
from delivery.account import Account
from delivery.orphans.orphan import Orphan
from delivery.orphans.search import search
from ops.bootstrap.resource import tag_of
from terraform_json.types import Json
from tests.delivery.stored import account_of, keep_state, write_stacks
from tests.fixtures.account import aws

__all__ = ["aws"]

NOW = datetime.now(UTC) + timedelta(days=3)
VPC: Json = {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16", "tags": {"Name": "platform"}}}}

Find = Callable[..., list[Orphan]]


@pytest.fixture
def account(staging_config: EnvironmentConfig) -> Account:
    """Return the environment's account."""
    return account_of(staging_config)


@pytest.fixture
def find(tmp_path: Path, account: Account) -> Find:
    """Return a function that finds what is in no state, beside stacks of these resources."""

    def found(resources: Json) -> list[Orphan]:
        folder = write_stacks(tmp_path, account.config, {"networking": {"resource": resources}})
        return list(search(account, folder, NOW).orphans)

    return found


def tags(name: str = "", environment: str = "staging") -> list[Json]:
    """Return the tags of something that the stack networking made."""
    ours = {
        "Project": "platform",
        "Environment": environment,
        "ManagedBy": "cdktf",
        "Stack": "networking",
    }
    named = {"Name": name} if name else {}
    return [{"Key": key, "Value": value} for key, value in (ours | named).items()]


def specified(kind: str, name: str = "", environment: str = "staging") -> list[Json]:
    """Return tags as EC2 takes them with what it makes."""
    return [{"ResourceType": kind, "Tags": tags(name, environment)}]


def make_vpc(account: Account, name: str = "platform", environment: str = "staging") -> str:
    """Make a VPC and return its id."""
    ec2: Any = account.session.client("ec2")
    made = specified("vpc", name, environment)
    found: str = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=made)["Vpc"]["VpcId"]
    return found


def test_what_no_state_knows_can_be_imported_where_the_stack_declares_it(
    find: Find, account: Account
) -> None:
    vpc = make_vpc(account)

    (found,) = find(VPC)

    assert (found.address, found.identifier, found.stack) == ("aws_vpc.main", vpc, "networking")
    assert found.delete == f"aws ec2 delete-vpc --vpc-id {vpc}"
    assert found.age == "age not known"


def test_what_a_state_knows_is_no_orphan(find: Find, account: Account) -> None:
    keep_state(account, "networking", {"aws_vpc.main": {"id": make_vpc(account)}})

    assert find(VPC) == []


def test_what_others_have_is_no_orphan(find: Find, account: Account) -> None:
    make_vpc(account, environment="prod")

    assert find(VPC) == []


def test_what_bootstrap_has_taken_over_is_no_orphan(find: Find, account: Account) -> None:
    ec2: Any = account.session.client("ec2")
    ec2.create_tags(Resources=[make_vpc(account)], Tags=[tag_of(account.config.qualified_name)])

    assert find(VPC) == []


def test_of_two_in_one_place_none_can_be_imported(find: Find, account: Account) -> None:
    make_vpc(account)
    make_vpc(account)

    found = find(VPC)

    assert [each.address for each in found] == ["", ""]
    assert {each.why for each in found} == {"several stand in the place of aws_vpc.main"}


def test_what_was_made_a_second_time_is_told_beside_the_one_in_the_state(
    find: Find, account: Account
) -> None:
    keep_state(account, "networking", {"aws_vpc.main": {"id": "vpc-1"}})
    make_vpc(account)

    (found,) = find(VPC)

    assert (found.address, found.why) == ("", "aws_vpc.main is vpc-1 already")


def test_what_the_stack_does_not_declare_any_more_can_only_be_deleted(
    find: Find, account: Account
) -> None:
    make_vpc(account, name="old")

    (found,) = find(VPC)

    assert (found.address, found.why) == ("", "no resource of networking is called so")


def test_what_the_tagging_api_does_not_list_is_found_too(find: Find, account: Account) -> None:
    ec2, iam, rds, route53 = (
        account.session.client(name) for name in ("ec2", "iam", "rds", "route53")
    )
    ec2.allocate_address(Domain="vpc", TagSpecifications=specified("elastic-ip", "nat"))
    iam.create_role(RoleName="platform-staging-a", AssumeRolePolicyDocument="{}", Tags=tags())
    rds.create_db_parameter_group(
        DBParameterGroupName="platform-staging-b",
        DBParameterGroupFamily="aurora-postgresql17",
        Description="b",
        Tags=tags(),
    )
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="by-hand")
    route53.change_tags_for_resource(
        ResourceType="hostedzone",
        ResourceId=zone["HostedZone"]["Id"].rpartition("/")[2],
        AddTags=tags(),
    )

    found = find(
        {
            "aws_eip": {"nat": {"tags": {"Name": "nat"}}},
            "aws_iam_role": {"a": {"name": "platform-staging-a"}},
            "aws_db_parameter_group": {"b": {"name": "platform-staging-b"}},
            "aws_route53_zone": {"z": {"name": "example.com"}},
        }
    )

    assert {each.address for each in found} == {
        *("aws_eip.nat", "aws_iam_role.a", "aws_db_parameter_group.b", "aws_route53_zone.z")
    }


def test_the_age_is_what_the_service_tells(find: Find, account: Account) -> None:
    iam: Any = account.session.client("iam")
    iam.create_role(RoleName="platform-staging-a", AssumeRolePolicyDocument="{}", Tags=tags())

    (found,) = find({})

    assert found.made is not None
    assert NOW - found.made > timedelta(days=2)


def test_what_is_about_to_go_is_no_orphan(find: Find, account: Account) -> None:
    ec2: Any = account.session.client("ec2")
    kms: Any = account.session.client("kms")
    vpc = make_vpc(account)
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    made = specified("natgateway", "nat")
    nat = ec2.create_nat_gateway(
        SubnetId=subnet, ConnectivityType="private", TagSpecifications=made
    )
    ec2.delete_nat_gateway(NatGatewayId=nat["NatGateway"]["NatGatewayId"])
    named = [{"TagKey": each["Key"], "TagValue": each["Value"]} for each in tags()]
    key = kms.create_key(Tags=named)["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=key)

    assert [each.type for each in find(VPC)] == ["aws_vpc"]


def test_what_an_instance_has_goes_with_it(find: Find, account: Account) -> None:
    ec2: Any = account.session.client("ec2")
    zone = {"AvailabilityZone": "eu-west-1a", "Size": 1}
    made = {**zone, "TagSpecifications": specified("volume")}
    attached, alone = (ec2.create_volume(**made)["VolumeId"] for _ in range(2))
    run = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)
    instance = run["Instances"][0]["InstanceId"]
    ec2.attach_volume(VolumeId=attached, InstanceId=instance, Device="/dev/sdf")

    assert [each.identifier for each in find({})] == [alone]


def test_routes_and_their_tables_are_imported_with_them(find: Find, account: Account) -> None:
    ec2: Any = account.session.client("ec2")
    vpc = make_vpc(account)
    made = specified("subnet", "public")
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", TagSpecifications=made)
    made = specified("route-table", "public")
    table = ec2.create_route_table(VpcId=vpc, TagSpecifications=made)["RouteTable"]["RouteTableId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    everywhere = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway}
    ec2.create_route(RouteTableId=table, **everywhere)
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet["Subnet"]["SubnetId"])
    to_table = {"route_table_id": "${aws_route_table.public.id}"}

    found = find(
        VPC
        | {
            "aws_subnet": {"public": {"tags": {"Name": "public"}}},
            "aws_route_table": {"public": {"tags": {"Name": "public"}}},
            "aws_route": {
                "internet": to_table | {"destination_cidr_block": "0.0.0.0/0"},
                "missing": to_table | {"destination_cidr_block": "192.0.2.0/24"},
            },
            "aws_route_table_association": {
                "public": to_table | {"subnet_id": "${aws_subnet.public.id}"}
            },
        }
    )

    identifiers = {each.address: each.identifier for each in found}
    assert identifiers["aws_route.internet"] == f"{table}_0.0.0.0/0"
    assert identifiers["aws_route_table_association.public"] == (
        f"{subnet['Subnet']['SubnetId']}/{table}"
    )
    assert "aws_route.missing" not in identifiers


def test_what_was_not_tagged_yet_is_known_by_its_name(find: Find, account: Account) -> None:
    session = account.session
    where: Any = {"LocationConstraint": account.config.region}
    session.client("s3").create_bucket(Bucket="logs-a", CreateBucketConfiguration=where)
    route53 = session.client("route53")
    for reference in ("terraform-1", "by hand"):
        name = "a.example.com" if reference == "terraform-1" else "b.example.com"
        route53.create_hosted_zone(Name=name, CallerReference=reference)

    found = find(
        {
            "aws_s3_bucket": {"a": {"bucket": "logs-a"}, "b": {"bucket": "logs-b"}},
            "aws_route53_zone": {"a": {"name": "a.example.com"}, "b": {"name": "b.example.com"}},
        }
    )

    assert {each.address for each in found} == {"aws_s3_bucket.a", "aws_route53_zone.a"}


def test_a_log_group_that_aws_made_again_is_known_by_its_name_and_can_be_deleted(
    find: Find, account: Account
) -> None:
    account.session.client("logs").create_log_group(logGroupName="/aws/eks/platform/cluster")

    (found,) = find({"aws_cloudwatch_log_group": {"a": {"name": "/aws/eks/platform/cluster"}}})

    assert found.address == "aws_cloudwatch_log_group.a"
    assert found.delete.endswith("logs delete-log-group --log-group-name /aws/eks/platform/cluster")


def test_the_issuer_of_a_cluster_is_found_by_its_tags(find: Find, account: Account) -> None:
    iam = account.session.client("iam")
    for name, environment in (("mine", "staging"), ("other", "prod")):
        iam.create_open_id_connect_provider(
            Url=f"https://oidc.example.com/{name}", Tags=tags(environment=environment)
        )

    assert [each.identifier.rpartition("/")[2] for each in find({})] == ["mine"]


def test_a_type_that_is_not_known_is_told_by_its_arn(
    find: Find, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.orphans.kinds._ROWS", ())
    make_vpc(account)

    (found,) = find(VPC)

    assert found.type.startswith("arn:aws:ec2:")
    assert found.why == "its type is not known here"
