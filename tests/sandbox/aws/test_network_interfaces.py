"""What kinds of network interfaces there are."""

from typing import Any

import boto3

from sandbox.record import ServerRecord


def test_the_interfaces_of_nat_gateways_and_endpoints_are_told_from_others(
    server: ServerRecord,
) -> None:
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    ec2: Any = session.client("ec2", endpoint_url=server.endpoint)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")
    service = "com.amazonaws.eu-west-1.sts"
    ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName=service, VpcEndpointType="Interface", SubnetIds=[subnet]
    )
    ec2.create_network_interface(SubnetId=subnet)
    filters = [{"Name": "subnet-id", "Values": [subnet]}]
    found = ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
    assert sorted(interface["InterfaceType"] for interface in found) == [
        "interface",
        "nat_gateway",
        "vpc_endpoint",
    ]
