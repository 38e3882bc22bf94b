"""Records what the real Terraform says of routes, rules of security groups and tags of a provider.

`PYTHONPATH=. python tests/delivery/comment/recording_network.py` rewrites their files in `plans/`.
"""

from typing import Final

from stacks.base import StackName
from tests.delivery.comment.recording import Json, folder, local, write_plan
from tests.terraform.support import LocalAws

TAGGED: Final[Json] = {"default_tags": [{"tags": {"Owner": "platform"}}]}

NETWORK: Final[Json] = {
    "provider": TAGGED,
    "resource": {
        "aws_vpc": {"main": {"cidr_block": "10.1.0.0/16"}},
        "aws_internet_gateway": {"main": {"vpc_id": "${aws_vpc.main.id}"}},
        "aws_route_table": {"public": {"vpc_id": "${aws_vpc.main.id}"}},
        "aws_route": {
            "internet": {
                "route_table_id": "${aws_route_table.public.id}",
                "destination_cidr_block": "0.0.0.0/0",
                "gateway_id": "${aws_internet_gateway.main.id}",
            }
        },
        "aws_security_group": {"database": {"name": "database", "vpc_id": "${aws_vpc.main.id}"}},
        "aws_vpc_security_group_ingress_rule": {
            "postgres": {
                "security_group_id": "${aws_security_group.database.id}",
                "cidr_ipv4": "10.1.0.0/16",
                "ip_protocol": "tcp",
                "from_port": 5432,
                "to_port": 5432,
            }
        },
    },
}
"""A route and a rule, which the route table and the security group show as well; with tags that the
provider sets on everything."""


def record(aws: LocalAws) -> None:
    """Write the recordings of what resources show of each other."""
    stack = folder(aws, StackName.K8S, NETWORK)
    stack.succeeds("apply", "-auto-approve", "-input=false")
    write_plan(stack, "mirrors")
    retagged = {"default_tags": [{"tags": {"Owner": "others"}}]}
    write_plan(folder(aws, StackName.K8S, NETWORK | {"provider": retagged}), "retagged")
    ec2 = aws.client("ec2")
    (group,) = ec2.describe_security_groups(
        Filters=[{"Name": "group-name", "Values": ["database"]}]
    )["SecurityGroups"]
    ec2.authorize_security_group_ingress(
        GroupId=group["GroupId"], IpProtocol="tcp", FromPort=5432, ToPort=5432, CidrIp="0.0.0.0/0"
    )
    made = {"Name": "tag:Owner", "Values": ["platform"]}
    (table,) = ec2.describe_route_tables(Filters=[made])["RouteTables"]
    (gateway,) = ec2.describe_internet_gateways(Filters=[made])["InternetGateways"]
    ec2.create_route(
        RouteTableId=table["RouteTableId"],
        DestinationCidrBlock="192.0.2.0/24",
        GatewayId=gateway["InternetGatewayId"],
    )
    write_plan(stack, "opened")


if __name__ == "__main__":
    with local() as aws:
        record(aws)
