"""Rules of security groups."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox.record import ServerRecord

# botocore makes a class of its own for each service, while the program runs.
Client = Any


@pytest.fixture
def ec2(server: ServerRecord) -> Client:
    """A client of the local AWS."""
    session: Any = boto3.Session("any", "keys", region_name="eu-west-1")
    return session.client("ec2", endpoint_url=server.endpoint)


@pytest.fixture
def vpc(ec2: Client) -> Iterator[str]:
    """The id of a VPC."""
    made = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    yield made
    ec2.delete_vpc(VpcId=made)


@pytest.fixture
def group(ec2: Client, vpc: str) -> Iterator[str]:
    """The id of a security group."""
    made = ec2.create_security_group(GroupName="one", Description="of a test", VpcId=vpc)
    yield made["GroupId"]
    ec2.delete_security_group(GroupId=made["GroupId"])


def permission(group: str, description: str) -> dict[str, Any]:
    """Return a rule that lets the members of a group call."""
    pair = {"GroupId": group, "Description": description}
    return {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [pair]}


@contextmanager
def refused(what: str) -> Iterator[None]:
    """Expect what EC2 answers to a text that it does not take."""
    with pytest.raises(ClientError, match=f"Invalid {what} description") as error:
        yield
    assert error.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_a_rule_that_refers_to_a_group_keeps_its_description(ec2: Client, group: str) -> None:
    allowed = permission(group, "from the clients")
    made = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[allowed])
    (rule,) = made["SecurityGroupRules"]
    assert rule["Description"] == "from the clients"


def test_a_rule_with_an_apostrophe_in_its_description_is_refused(ec2: Client, group: str) -> None:
    allowed = permission(group, "from the clients' pods")
    with refused("rule"):
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[allowed])


def test_a_group_with_an_apostrophe_in_its_description_is_refused(ec2: Client, vpc: str) -> None:
    with refused("security group"):
        ec2.create_security_group(GroupName="two", Description="the test's", VpcId=vpc)
