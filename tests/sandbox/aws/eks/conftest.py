"""A cluster of the tests' own, in the local AWS."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from sandbox.record import ServerRecord

# botocore makes a class of its own for each service, while the program runs.
Client = Any

ROLE = "arn:aws:iam::111122223333:role/one"
NAME = "cluster"


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """Return what makes clients."""
    return boto3.Session("any", "keys", region_name="eu-west-1")


@pytest.fixture(scope="session")
def eks(server: ServerRecord, session: boto3.Session) -> Client:
    """Return a client of EKS."""
    return session.client("eks", endpoint_url=server.endpoint)


@pytest.fixture(scope="session")
def ec2(server: ServerRecord, session: boto3.Session) -> Client:
    """Return a client of EC2."""
    return session.client("ec2", endpoint_url=server.endpoint)


@pytest.fixture(scope="session")
def subnets(ec2: Client) -> list[str]:
    """Return the subnets of the VPC that every account has."""
    return [one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]]


@pytest.fixture
def cluster(eks: Client, subnets: list[str]) -> Iterator[str]:
    """Return the name of a cluster of which little is said."""
    vpc = {"subnetIds": subnets}
    eks.create_cluster(name=NAME, version="1.34", roleArn=ROLE, resourcesVpcConfig=vpc)
    yield NAME
    for group in eks.list_nodegroups(clusterName=NAME)["nodegroups"]:
        eks.delete_nodegroup(clusterName=NAME, nodegroupName=group)
    eks.delete_cluster(name=NAME)


@pytest.fixture
def node_group(eks: Client, cluster: str, subnets: list[str]) -> str:
    """Return the name of a node group of which little is said."""
    eks.create_nodegroup(
        clusterName=cluster,
        nodegroupName="group",
        nodeRole=ROLE,
        subnets=subnets,
        scalingConfig={"minSize": 1, "desiredSize": 1, "maxSize": 2},
    )
    return "group"
