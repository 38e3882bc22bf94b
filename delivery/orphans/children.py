"""Finds resources without tags that would be refused, or made twice, if a state forgot them.

It is looked for where a stack declares it. All else that has no tags (policies of roles, topics and
buckets, a bucket's settings) is written over by the next apply.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import boto3

from delivery.orphans.addresses import of_type, referred
from terraform_json.types import Json

_BY_TERRAFORM: Final = "terraform-"
"""How the caller's reference of a zone begins that Terraform's provider made."""


def children(
    stack: Json, live: Mapping[str, str], session: boto3.Session
) -> Iterator[tuple[str, str]]:
    """Yield the address of each that stands in AWS, and its id for an import.

    Args:
        stack: The stack's JSON.
        live: The id of each resource of the stack that stands in AWS, by its address.
        session: Credentials that may read.

    Raises:
        BotoCoreError, ClientError: AWS does not answer, or refuses.
    """
    yield from _routes(stack, live, session)
    aliases = _names(session, "kms", "list_aliases", "Aliases", "AliasName")
    yield from _named(stack, "aws_kms_alias", "name", aliases)
    # Made without tags, which are set next.
    buckets = _names(session, "s3", "list_buckets", "Buckets", "Name")
    yield from _named(stack, "aws_s3_bucket", "bucket", buckets)
    yield from _named(stack, "aws_route53_zone", "name", _zones(session))
    # EKS and RDS write their last lines after they are gone, and make the group for it again:
    # https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2763
    groups = _names(session, "logs", "describe_log_groups", "logGroups", "logGroupName")
    yield from _named(stack, "aws_cloudwatch_log_group", "name", groups)


def _routes(
    stack: Json, live: Mapping[str, str], session: boto3.Session
) -> Iterator[tuple[str, str]]:
    standing = {each for each in live.values() if each.startswith("rtb-")}
    tables = {each["RouteTableId"]: each for each in _tables(session, standing)}
    for address, block in of_type(stack, "aws_route"):
        table, to = referred(block["route_table_id"], live), block.get("destination_cidr_block")
        routes = tables.get(table, {}).get("Routes", ())
        if any(each.get("DestinationCidrBlock") == to for each in routes):
            yield address, f"{table}_{to}"
    for address, block in of_type(stack, "aws_route_table_association"):
        table, subnet = (referred(block.get(key), live) for key in ("route_table_id", "subnet_id"))
        associated = tables.get(table, {}).get("Associations", ())
        if subnet and any(each.get("SubnetId") == subnet for each in associated):
            yield address, f"{subnet}/{table}"


def _named(
    stack: Json, kind: str, attribute: str, standing: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield those that a stack names and AWS has; a name that both have is the same thing."""
    for address, block in of_type(stack, kind):
        if block.get(attribute) in standing:
            yield address, standing[block[attribute]]


def _tables(session: boto3.Session, identifiers: set[str]) -> list[Any]:
    if not identifiers:
        return []
    ec2: Any = session.client("ec2")
    found: list[Any] = ec2.describe_route_tables(RouteTableIds=sorted(identifiers))["RouteTables"]
    return found


def _names(
    session: boto3.Session, service: str, operation: str, key: str, name: str
) -> dict[str, str]:
    """Return what a service lists whose names are ids for an import."""
    client: Any = session.client
    pages = client(service).get_paginator(operation).paginate()
    return {each[name]: each[name] for page in pages for each in page[key]}


def _zones(session: boto3.Session) -> dict[str, str]:
    """Return the ids of the hosted zones that Terraform made, by their names."""
    client: Any = session.client("route53")
    pages = client.get_paginator("list_hosted_zones").paginate()
    return {
        each["Name"].rstrip("."): each["Id"].rpartition("/")[2]
        for page in pages
        for each in page["HostedZones"]
        if each["CallerReference"].startswith(_BY_TERRAFORM)
    }
