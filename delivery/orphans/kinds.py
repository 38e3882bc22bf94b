"""Types of resources: how an ARN tells them, and how Terraform imports and AWS deletes them."""

import re
from dataclasses import dataclass
from typing import Final

NAME_TAG: Final = "tags.Name"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type of resource.

    Attributes:
        type: Terraform's name of it.
        identifier: Its id for an import, made of its ARN.
        name: The part of the ARN that names it.
        attribute: The attribute by which the stacks name it; empty where its ARN does not tell it.
        delete: The command that deletes it.
    """

    type: str
    identifier: str
    name: str
    attribute: str
    delete: str


# Service and resource of an ARN (of EC2 the id alone, since EC2 has several words for some types),
# type, id for an import, attribute with its name, what deletes it. Ids for imports: the last part
# of each page of https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
_ROWS: Final = (
    ("acm:certificate/(.+)", "aws_acm_certificate", "{arn}", "domain_name",
     "acm delete-certificate --certificate-arn {arn}"),
    ("backup:backup-vault:(.+)", "aws_backup_vault", "{0}", "name",
     "backup delete-backup-vault --backup-vault-name {0}"),
    ("cloudwatch:alarm:(.+)", "aws_cloudwatch_metric_alarm", "{0}", "alarm_name",
     "cloudwatch delete-alarms --alarm-names {0}"),
    ("ec2:(eipalloc-.+)", "aws_eip", "{0}", NAME_TAG,
     "ec2 release-address --allocation-id {0}"),
    ("ec2:(i-.+)", "aws_instance", "{0}", NAME_TAG,
     "ec2 terminate-instances --instance-ids {0}"),
    ("ec2:(igw-.+)", "aws_internet_gateway", "{0}", NAME_TAG,
     "ec2 delete-internet-gateway --internet-gateway-id {0}"),
    ("ec2:(lt-.+)", "aws_launch_template", "{0}", NAME_TAG,
     "ec2 delete-launch-template --launch-template-id {0}"),
    ("ec2:(nat-.+)", "aws_nat_gateway", "{0}", NAME_TAG,
     "ec2 delete-nat-gateway --nat-gateway-id {0}"),
    ("ec2:(eni-.+)", "aws_network_interface", "{0}", NAME_TAG,
     "ec2 delete-network-interface --network-interface-id {0}"),
    ("ec2:(rtb-.+)", "aws_route_table", "{0}", NAME_TAG,
     "ec2 delete-route-table --route-table-id {0}"),
    ("ec2:(sg-.+)", "aws_security_group", "{0}", NAME_TAG,
     "ec2 delete-security-group --group-id {0}"),
    # Which way it leads is not in its ARN: `facts.py` asks.
    ("ec2:(sgr-.+)", "aws_vpc_security_group_ingress_rule", "{0}", "description",
     "ec2 revoke-security-group-ingress --security-group-rule-ids {0} --group-id <group>"),
    ("ec2:(subnet-.+)", "aws_subnet", "{0}", NAME_TAG, "ec2 delete-subnet --subnet-id {0}"),
    ("ec2:(vol-.+)", "aws_ebs_volume", "{0}", NAME_TAG, "ec2 delete-volume --volume-id {0}"),
    ("ec2:(vpc-.+)", "aws_vpc", "{0}", NAME_TAG, "ec2 delete-vpc --vpc-id {0}"),
    ("ec2:(vpce-.+)", "aws_vpc_endpoint", "{0}", NAME_TAG,
     "ec2 delete-vpc-endpoints --vpc-endpoint-ids {0}"),
    ("ec2:(fl-.+)", "aws_flow_log", "{0}", NAME_TAG,
     "ec2 delete-flow-logs --flow-log-ids {0}"),
    ("eks:addon/(.+?)/(.+?)/.+", "aws_eks_addon", "{0}:{1}", "addon_name",
     "eks delete-addon --cluster-name {0} --addon-name {1}"),
    ("eks:cluster/(.+)", "aws_eks_cluster", "{0}", "name", "eks delete-cluster --name {0}"),
    ("eks:nodegroup/(.+?)/(.+?)/.+", "aws_eks_node_group", "{0}:{1}", "",
     "eks delete-nodegroup --cluster-name {0} --nodegroup-name {1}"),
    ("eks:podidentityassociation/(.+?)/(.+)", "aws_eks_pod_identity_association", "{0},{1}", "",
     "eks delete-pod-identity-association --cluster-name {0} --association-id {1}"),
    ("elasticloadbalancing:loadbalancer/(?:app|net)/(.+?)/.+", "aws_lb", "{arn}", "name",
     "elbv2 delete-load-balancer --load-balancer-arn {arn}"),
    ("elasticloadbalancing:targetgroup/(.+?)/.+", "aws_lb_target_group", "{arn}", "name",
     "elbv2 delete-target-group --target-group-arn {arn}"),
    ("iam:oidc-provider/(.+)", "aws_iam_openid_connect_provider", "{arn}", "",
     "iam delete-open-id-connect-provider --open-id-connect-provider-arn {arn}"),
    ("iam:role/(?:.*/)?(.+)", "aws_iam_role", "{0}", "name", "iam delete-role --role-name {0}"),
    ("kms:key/(.+)", "aws_kms_key", "{0}", "description",
     "kms schedule-key-deletion --key-id {0}"),
    (r"logs:log-group:(.+?)(?::\*)?", "aws_cloudwatch_log_group", "{0}", "name",
     "logs delete-log-group --log-group-name {0}"),
    ("rds:cluster:(.+)", "aws_rds_cluster", "{0}", "cluster_identifier",
     "rds delete-db-cluster --db-cluster-identifier {0} --final-db-snapshot-identifier <name>"),
    ("rds:cluster-pg:(.+)", "aws_rds_cluster_parameter_group", "{0}", "name",
     "rds delete-db-cluster-parameter-group --db-cluster-parameter-group-name {0}"),
    ("rds:db:(.+)", "aws_rds_cluster_instance", "{0}", "identifier",
     "rds delete-db-instance --db-instance-identifier {0}"),
    ("rds:es:(.+)", "aws_db_event_subscription", "{0}", "name",
     "rds delete-event-subscription --subscription-name {0}"),
    ("rds:pg:(.+)", "aws_db_parameter_group", "{0}", "name",
     "rds delete-db-parameter-group --db-parameter-group-name {0}"),
    ("rds:subgrp:(.+)", "aws_db_subnet_group", "{0}", "name",
     "rds delete-db-subnet-group --db-subnet-group-name {0}"),
    ("route53:hostedzone/(.+)", "aws_route53_zone", "{0}", "name",
     "route53 delete-hosted-zone --id {0}"),
    ("s3:(.+)", "aws_s3_bucket", "{0}", "bucket", "s3 rb s3://{0}"),
    ("sns:(.+)", "aws_sns_topic", "{arn}", "name", "sns delete-topic --topic-arn {arn}"),
)  # fmt: skip
TYPES: Final = frozenset(type_ for _, type_, *_ in _ROWS)
_ATTRIBUTES: Final = {type_: attribute for _, type_, _, attribute, _ in _ROWS} | {
    "aws_default_security_group": NAME_TAG,
    "aws_vpc_security_group_egress_rule": "description",
}


def kind_of(arn: str) -> Kind | None:
    """Return what an ARN is the ARN of; None for a type that is not known here.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """
    service, _, _, resource = arn.split(":", 5)[2:]
    if service == "ec2":
        resource = resource.rpartition("/")[2]
    for pattern, type_, identifier, attribute, delete in _ROWS:
        if found := re.fullmatch(pattern, f"{service}:{resource}"):
            parts = found.groups()
            return Kind(
                type=type_,
                identifier=identifier.format(*parts, arn=arn),
                name=parts[-1],
                attribute=attribute,
                delete=f"aws {delete.format(*parts, arn=arn)}",
            )
    return None


def delete_command(address: str, identifier: str) -> str:
    """Return what deletes the resource of an address whose id is the name in its ARN.

    Empty for a type without an ARN of its own: it goes with what it belongs to.
    """
    of_type = (row for row in _ROWS if row[1:3] == (address.partition(".")[0], "{0}"))
    return next((f"aws {delete.format(identifier)}" for *_, delete in of_type), "")


def attribute_of(type_: str) -> str:
    """Return the attribute by which the stacks name resources of a type; empty if there is none."""
    return _ATTRIBUTES.get(type_, "")
