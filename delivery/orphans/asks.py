"""How each service is asked for one of its resources: https://docs.aws.amazon.com/boto3/latest/."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Ask:
    """How a service is asked for one resource of a type.

    Attributes:
        service: The service, by boto3's name.
        operation: The operation, likewise.
        argument: The argument that takes the id.
        key: The key of the answer that holds the resource, or a list of it.
        date: The key of its date; empty where the service keeps none.
        name: The key of what the stacks call it, where its tags and its ARN do not say so.
        state: The key of its state.
        user: The key of what uses it, and with which it goes.
    """

    service: str
    operation: str
    argument: str
    key: str
    date: str = ""
    name: str = ""
    state: str = ""
    user: str = ""


def _ec2(things: str, argument: str, key: str, **more: str) -> Ask:
    return Ask(service="ec2", operation=f"describe_{things}", argument=argument, key=key, **more)


_RULE: Final = _ec2(
    "security_group_rules", "SecurityGroupRuleIds", "SecurityGroupRules", name="Description"
)
ASKS: Final = {
    "aws_acm_certificate": Ask(
        service="acm",
        operation="describe_certificate",
        argument="CertificateArn",
        key="Certificate",
        date="CreatedAt",
        name="DomainName",
    ),
    "aws_cloudwatch_log_group": Ask(
        service="logs",
        operation="describe_log_groups",
        argument="logGroupNamePrefix",
        key="logGroups",
        date="creationTime",
    ),
    "aws_cloudwatch_metric_alarm": Ask(
        service="cloudwatch",
        operation="describe_alarms",
        argument="AlarmNames",
        key="MetricAlarms",
    ),
    "aws_ebs_volume": _ec2(
        "volumes", "VolumeIds", "Volumes", date="CreateTime", user="Attachments"
    ),
    "aws_eip": _ec2("addresses", "AllocationIds", "Addresses"),
    "aws_eks_cluster": Ask(
        service="eks",
        operation="describe_cluster",
        argument="name",
        key="cluster",
        date="createdAt",
        state="status",
    ),
    "aws_flow_log": _ec2("flow_logs", "FlowLogIds", "FlowLogs", date="CreationTime"),
    "aws_iam_role": Ask(
        service="iam", operation="get_role", argument="RoleName", key="Role", date="CreateDate"
    ),
    "aws_internet_gateway": _ec2("internet_gateways", "InternetGatewayIds", "InternetGateways"),
    "aws_kms_key": Ask(
        service="kms",
        operation="describe_key",
        argument="KeyId",
        key="KeyMetadata",
        date="CreationDate",
        name="Description",
        state="KeyState",
    ),
    "aws_launch_template": _ec2(
        "launch_templates", "LaunchTemplateIds", "LaunchTemplates", date="CreateTime"
    ),
    "aws_nat_gateway": _ec2(
        "nat_gateways", "NatGatewayIds", "NatGateways", date="CreateTime", state="State"
    ),
    "aws_network_interface": _ec2(
        "network_interfaces", "NetworkInterfaceIds", "NetworkInterfaces", user="Attachment"
    ),
    "aws_rds_cluster": Ask(
        service="rds",
        operation="describe_db_clusters",
        argument="DBClusterIdentifier",
        key="DBClusters",
        date="ClusterCreateTime",
        state="Status",
    ),
    "aws_rds_cluster_instance": Ask(
        service="rds",
        operation="describe_db_instances",
        argument="DBInstanceIdentifier",
        key="DBInstances",
        date="InstanceCreateTime",
        state="DBInstanceStatus",
    ),
    "aws_route53_zone": Ask(
        service="route53", operation="get_hosted_zone", argument="Id", key="HostedZone", name="Name"
    ),
    "aws_route_table": _ec2("route_tables", "RouteTableIds", "RouteTables"),
    "aws_security_group": _ec2("security_groups", "GroupIds", "SecurityGroups"),
    "aws_sns_topic": Ask(
        service="sns", operation="get_topic_attributes", argument="TopicArn", key="Attributes"
    ),
    "aws_subnet": _ec2("subnets", "SubnetIds", "Subnets"),
    "aws_vpc": _ec2("vpcs", "VpcIds", "Vpcs"),
    "aws_vpc_endpoint": _ec2(
        "vpc_endpoints", "VpcEndpointIds", "VpcEndpoints", date="CreationTimestamp", state="State"
    ),
    "aws_vpc_security_group_ingress_rule": _RULE,
}
"""By the type that an ARN tells; of all others nothing more is asked."""
