"""How much of a quota others in the account use: whatever does not carry the environment's tags."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from config.model import EnvironmentConfig

Tagged = Mapping[str, Any]


_COUNTED = ("pending", "available", "deleting")
"""The states in which a NAT gateway counts towards the quota:
https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"""


@dataclass(frozen=True)
class Account:
    """The account of an environment, to count in.

    Attributes:
        session: Credentials of the account, in the environment's region.
        config: The environment.
    """

    session: boto3.Session
    config: EnvironmentConfig

    def pages(self, service: str, operation: str, key: str, **arguments: object) -> Iterator[Any]:
        """Yield the items of every page that an operation answers with.

        Args:
            service: The service, by boto3's name.
            operation: The operation, by boto3's name.
            key: The key of the answer that holds the items.
            arguments: The arguments of the operation.
        """
        client: Any = self.session.client
        for page in client(service).get_paginator(operation).paginate(**arguments):
            yield from page[key]

    def others(self, items: Iterable[Tagged], tags: str = "Tags") -> list[Tagged]:
        """Return the items that do not carry the tags of the environment."""
        return [item for item in items if not self._is_ours(item.get(tags, []))]

    def vpcs(self) -> int:
        """Return the number of others' VPCs."""
        return len(self.others(self.pages("ec2", "describe_vpcs", "Vpcs")))

    def internet_gateways(self) -> int:
        """Return the number of others' internet gateways."""
        gateways = self.pages("ec2", "describe_internet_gateways", "InternetGateways")
        return len(self.others(gateways))

    def addresses(self) -> int:
        """Return the number of others' Elastic IPs."""
        return len(self.others(self.session.client("ec2").describe_addresses()["Addresses"]))

    def nat_gateways_of_a_zone(self) -> int:
        """Return the number of others' NAT gateways in the zone that has the most of them."""
        gateways = self.others(self.pages("ec2", "describe_nat_gateways", "NatGateways"))
        standing = [each["SubnetId"] for each in gateways if each["State"] in _COUNTED]
        subnets = self.pages("ec2", "describe_subnets", "Subnets")
        zones = {subnet["SubnetId"]: subnet["AvailabilityZone"] for subnet in subnets}
        return max(Counter(zones.get(subnet) for subnet in standing).values(), default=0)

    def clusters(self) -> int:
        """Return the number of others' EKS clusters."""
        names = self.pages("eks", "list_clusters", "clusters")
        return sum(name != self.config.cluster_name for name in names)

    def database_clusters(self) -> int:
        """Return the number of others' database clusters."""
        return len(self.others(self.pages("rds", "describe_db_clusters", "DBClusters"), "TagList"))

    def database_instances(self) -> int:
        """Return the number of others' database instances."""
        instances = self.pages("rds", "describe_db_instances", "DBInstances")
        return len(self.others(instances, "TagList"))

    def load_balancers(self) -> int:
        """Return the number of application load balancers, but the one of the cluster."""
        found = [
            each["LoadBalancerArn"]
            for each in self.pages("elbv2", "describe_load_balancers", "LoadBalancers")
            if each["Type"] == "application"
        ]
        ours = {"Key": "elbv2.k8s.aws/cluster", "Value": self.config.cluster_name}
        client = self.session.client("elbv2")
        described = [
            description
            # The API takes 20 at a time.
            for start in range(0, len(found), 20)
            for description in client.describe_tags(ResourceArns=found[start : start + 20])[
                "TagDescriptions"
            ]
        ]
        return sum(ours not in description["Tags"] for description in described)

    def instances(self) -> list[Tagged]:
        """Return others' EC2 instances that run or start."""
        states = {"Name": "instance-state-name", "Values": ["pending", "running"]}
        reservations = self.pages("ec2", "describe_instances", "Reservations", Filters=[states])
        return self.others(instance for each in reservations for instance in each["Instances"])

    def _is_ours(self, tags: Iterable[Mapping[str, str]]) -> bool:
        wanted = {"Project": self.config.project, "Environment": self.config.name}
        has = {tag["Key"]: tag["Value"] for tag in tags}
        return all(has.get(key) == value for key, value in wanted.items())
