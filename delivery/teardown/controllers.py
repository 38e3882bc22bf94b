"""Finds what the cluster's controllers left in AWS: no state knows it, so Terraform cannot."""

from dataclasses import dataclass
from typing import Any, Final

from delivery.account import BALANCER_TAG, Account

_MADE_FOR: Final = {"ingress.k8s.aws/stack": "ingress", "service.k8s.aws/stack": "service"}
_INTERFACES: Final = ("aws-K8S-", "ELB ", "Amazon EKS ")
"""How the descriptions begin of the interfaces of pods, load balancers and control planes:
https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html"""


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """Something that a controller made.

    Attributes:
        name: What it is called.
        remedy: What makes it go, if its controller does not.
        is_protected: Whether AWS refuses to delete it.
    """

    name: str
    remedy: str
    is_protected: bool = False


def load_balancers(account: Account) -> list[Leftover]:
    """Return the cluster's load balancers and target groups.

    Raises:
        BotoCoreError, ClientError: AWS does not answer, or refuses.
    """
    client: Any = account.session.client("elbv2")
    balancers = account.pages("elbv2", "describe_load_balancers", "LoadBalancers")
    groups = account.pages("elbv2", "describe_target_groups", "TargetGroups")
    names = {each["LoadBalancerArn"]: each["LoadBalancerName"] for each in balancers}
    found = []
    for arn, tags in account.balancer_tags(list(names)):
        if tags.get(BALANCER_TAG) == account.config.cluster_name:
            asked = client.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
            attributes = {each["Key"]: each["Value"] for each in asked}
            delete = f"aws elbv2 delete-load-balancer --load-balancer-arn {arn}"
            found.append(
                Leftover(
                    name=f"load balancer {names[arn]}",
                    remedy=_by_kubernetes(tags, delete),
                    is_protected=attributes.get("deletion_protection.enabled") == "true",
                )
            )
    named = {each["TargetGroupArn"]: each["TargetGroupName"] for each in groups}
    for arn, tags in account.balancer_tags(list(named)):
        if tags.get(BALANCER_TAG) == account.config.cluster_name:
            delete = f"aws elbv2 delete-target-group --target-group-arn {arn}"
            found.append(Leftover(name=f"target group {named[arn]}", remedy=delete))
    return found


def volumes(account: Account) -> list[Leftover]:
    """Return the volumes that EBS's driver made for claims of the cluster.

    EKS's addon of the driver tags them with the cluster.

    Raises:
        BotoCoreError, ClientError: AWS does not answer, or refuses.
    """
    tagged = _filter("tag-key", f"kubernetes.io/cluster/{account.config.cluster_name}")
    driver = _filter("tag-key", "ebs.csi.aws.com/cluster")
    found = []
    for each in account.pages("ec2", "describe_volumes", "Volumes", Filters=[tagged, driver]):
        tags = {tag["Key"]: tag["Value"] for tag in each["Tags"]}
        namespace, claim = (
            tags.get(f"kubernetes.io/created-for/pvc/{key}", "?") for key in ("namespace", "name")
        )
        found.append(
            Leftover(
                name=f"volume {each['VolumeId']} of the claim {namespace}/{claim}",
                remedy=f"aws ec2 delete-volume --volume-id {each['VolumeId']}; or, to keep it: aws"
                f" ec2 delete-tags --resources {each['VolumeId']} --tags"
                f" Key=kubernetes.io/cluster/{account.config.cluster_name}",
            )
        )
    return found


def network_leftovers(account: Account, vpc: str) -> list[Leftover]:
    """Return the network interfaces and security groups in a VPC that controllers made.

    Args:
        account: The environment's account.
        vpc: The VPC; nothing is found where there is none any more.

    Raises:
        BotoCoreError, ClientError: AWS does not answer, or refuses.
    """
    if not vpc:
        return []
    inside = _filter("vpc-id", vpc)
    found = []
    interfaces = account.pages(
        "ec2", "describe_network_interfaces", "NetworkInterfaces", Filters=[inside]
    )
    for each in interfaces:
        if each["Description"].startswith(_INTERFACES):
            identifier = each["NetworkInterfaceId"]
            remedy = f"aws ec2 delete-network-interface --network-interface-id {identifier}"
            if each["Status"] != "available":
                remedy = f"it is {each['Status']}: end what uses it, then {remedy}"
            name = f"network interface {identifier} ({each['Description']})"
            found.append(Leftover(name=name, remedy=remedy))
    ours = _filter(f"tag:{BALANCER_TAG}", account.config.cluster_name)
    groups = account.pages(
        "ec2", "describe_security_groups", "SecurityGroups", Filters=[inside, ours]
    )
    for each in groups:
        remedy = f"aws ec2 delete-security-group --group-id {each['GroupId']}"
        found.append(Leftover(name=f"security group {each['GroupId']}", remedy=remedy))
    return found


def _by_kubernetes(tags: dict[str, str], otherwise: str) -> str:
    """Return how to delete the object that something was made for, or the thing itself."""
    for key, kind in _MADE_FOR.items():
        namespace, slash, name = tags.get(key, "").partition("/")
        if slash:
            return f"kubectl --namespace {namespace} delete {kind} {name}; or {otherwise}"
    return otherwise


def _filter(name: str, *values: str) -> dict[str, Any]:
    return {"Name": name, "Values": list(values)}
