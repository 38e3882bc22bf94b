"""The part of a quota that others in the account use: all that lacks the environment's tags."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from delivery.account import BALANCER_TAG, Account

Tagged = Mapping[str, Any]

_COUNTED: Final = ("pending", "available", "deleting")
"""The states in which a NAT gateway counts towards the quota:
https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"""


def vpcs(account: Account) -> int:
    """Return the number of others' VPCs."""
    return len(_others(account, account.pages("ec2", "describe_vpcs", "Vpcs")))


def internet_gateways(account: Account) -> int:
    """Return the number of others' internet gateways."""
    gateways = account.pages("ec2", "describe_internet_gateways", "InternetGateways")
    return len(_others(account, gateways))


def addresses(account: Account) -> int:
    """Return the number of others' Elastic IPs."""
    return len(_others(account, account.session.client("ec2").describe_addresses()["Addresses"]))


def nat_gateways_of_a_zone(account: Account) -> int:
    """Return the number of others' NAT gateways in the zone that has the most of them."""
    gateways = _others(account, account.pages("ec2", "describe_nat_gateways", "NatGateways"))
    standing = [each["SubnetId"] for each in gateways if each["State"] in _COUNTED]
    subnets = account.pages("ec2", "describe_subnets", "Subnets")
    zones = {subnet["SubnetId"]: subnet["AvailabilityZone"] for subnet in subnets}
    return max(Counter(zones.get(subnet) for subnet in standing).values(), default=0)


def clusters(account: Account) -> int:
    """Return the number of others' EKS clusters."""
    names = account.pages("eks", "list_clusters", "clusters")
    return sum(name != account.config.cluster_name for name in names)


def database_clusters(account: Account) -> int:
    """Return the number of others' database clusters."""
    found = account.pages("rds", "describe_db_clusters", "DBClusters")
    return len(_others(account, found, "TagList"))


def database_instances(account: Account) -> int:
    """Return the number of others' database instances."""
    found = account.pages("rds", "describe_db_instances", "DBInstances")
    return len(_others(account, found, "TagList"))


def load_balancers(account: Account) -> int:
    """Return the number of application load balancers, but the one of the cluster."""
    found = [
        each["LoadBalancerArn"]
        for each in account.pages("elbv2", "describe_load_balancers", "LoadBalancers")
        if each["Type"] == "application"
    ]
    ours = account.config.cluster_name
    return sum(tags.get(BALANCER_TAG) != ours for _, tags in account.balancer_tags(found))


def instances(account: Account) -> list[Tagged]:
    """Return others' EC2 instances that run or start."""
    states = {"Name": "instance-state-name", "Values": ["pending", "running"]}
    reservations = account.pages("ec2", "describe_instances", "Reservations", Filters=[states])
    return _others(account, (instance for each in reservations for instance in each["Instances"]))


def _others(account: Account, items: Iterable[Tagged], tags: str = "Tags") -> list[Tagged]:
    """Return the items that do not carry the tags of the environment."""
    return [item for item in items if not _is_ours(account, item.get(tags, []))]


def _is_ours(account: Account, tags: Iterable[Mapping[str, str]]) -> bool:
    wanted = {"Project": account.config.project, "Environment": account.config.name}
    has = {tag["Key"]: tag["Value"] for tag in tags}
    return all(has.get(key) == value for key, value in wanted.items())
