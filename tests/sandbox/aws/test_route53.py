"""Hosted zones."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from sandbox.record import ServerRecord

# botocore makes a class of its own for each service, while the program runs.
Client = Any

VPC = {"VPCRegion": "eu-west-1", "VPCId": "vpc-one"}


@pytest.fixture
def route53(server: ServerRecord) -> Iterator[Client]:
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    client: Client = session.client("route53", endpoint_url=server.endpoint)
    yield client
    for zone in client.list_hosted_zones()["HostedZones"]:
        client.delete_hosted_zone(Id=zone["Id"])


def made(route53: Client, **said: object) -> dict[str, Any]:
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="one", **said)
    found: dict[str, Any] = route53.get_hosted_zone(Id=zone["HostedZone"]["Id"])
    return found


@pytest.mark.parametrize("said", [{}, {"HostedZoneConfig": {"Comment": "of a test"}}])
def test_a_zone_that_is_made_with_a_vpc_is_private_and_keeps_it(
    route53: Client, said: dict[str, Any]
) -> None:
    zone = made(route53, VPC=VPC, **said)
    assert zone["HostedZone"]["Config"]["PrivateZone"] is True
    assert zone["VPCs"] == [VPC]


def test_a_zone_without_a_vpc_is_public(route53: Client) -> None:
    zone = made(route53, HostedZoneConfig={"Comment": "of a test"})
    assert zone["HostedZone"]["Config"] == {"Comment": "of a test", "PrivateZone": False}
