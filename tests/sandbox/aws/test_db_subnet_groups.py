"""DB subnet groups."""

import boto3

from sandbox.record import ServerRecord


def test_a_modified_subnet_group_is_still_there(server: ServerRecord) -> None:
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    ec2 = session.client("ec2", endpoint_url=server.endpoint)
    rds = session.client("rds", endpoint_url=server.endpoint)
    subnets = [one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]]
    group = {"DBSubnetGroupName": "group", "DBSubnetGroupDescription": "d"}
    rds.create_db_subnet_group(**group, SubnetIds=subnets)
    rds.modify_db_subnet_group(**group, SubnetIds=subnets[:2])
    (found,) = rds.describe_db_subnet_groups(DBSubnetGroupName="group")["DBSubnetGroups"]
    assert [one["SubnetIdentifier"] for one in found["Subnets"]] == subnets[:2]
