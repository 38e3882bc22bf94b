"""Rules of security groups."""

from typing import Any

import boto3

from sandbox.record import ServerRecord


def test_a_rule_that_refers_to_a_group_keeps_its_description(server: ServerRecord) -> None:
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    ec2: Any = session.client("ec2", endpoint_url=server.endpoint)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="one", Description="of a test", VpcId=vpc)
    pair = {"GroupId": group["GroupId"], "Description": "from the clients"}
    permission = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [pair]}
    made = ec2.authorize_security_group_ingress(
        GroupId=group["GroupId"], IpPermissions=[permission]
    )
    (rule,) = made["SecurityGroupRules"]
    ec2.delete_security_group(GroupId=group["GroupId"])
    ec2.delete_vpc(VpcId=vpc)
    assert rule["Description"] == "from the clients"
