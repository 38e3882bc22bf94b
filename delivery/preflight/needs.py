"""The needs of an environment at its largest, counted in its synthesized stacks."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.model import EnvironmentConfig
from config.sections.node_groups import CapacityType
from ops.synthesized import refused_unless_synthesized
from terraform_json.manifest import read_manifest
from terraform_json.stack import resources


@dataclass(frozen=True, kw_only=True)
class NodeGroup:
    """A configured group of nodes at its largest: a managed group in each zone.

    Attributes:
        instance_types: The types that its nodes may have.
        spot: Whether its nodes are spot instances.
        zones: The number of zones, each of which has a group.
        most_in_zone: The number of nodes in a zone.
    """

    instance_types: tuple[str, ...]
    spot: bool
    zones: int
    most_in_zone: int

    @property
    def most(self) -> int:
        """The number of nodes in all zones."""
        return self.zones * self.most_in_zone


@dataclass(frozen=True)
class Needs:
    """The resources of all stacks, and the sizes that they grow to.

    Attributes:
        by_type: The resources of each type.
        node_groups: The configured groups of nodes. The stacks hold expressions in the place of
            their maxima, which depend on what stands.
    """

    by_type: Mapping[str, tuple[Mapping[str, Any], ...]]
    node_groups: tuple[NodeGroup, ...] = ()

    def of(self, kind: str) -> tuple[Mapping[str, Any], ...]:
        """Return the resources of a type, such as `aws_eip`."""
        return self.by_type.get(kind, ())

    def count(self, kind: str) -> int:
        """Return how many resources of a type there are."""
        return len(self.of(kind))

    @property
    def database_instances(self) -> int:
        """The instances of the database cluster when autoscaling has added all readers."""
        targets = self.of("aws_appautoscaling_target")
        most = max((target["max_capacity"] + 1 for target in targets), default=0)
        return max(self.count("aws_rds_cluster_instance"), most)

    @property
    def rules_of_a_security_group(self) -> int:
        """The rules of the group that has the most in one direction."""
        groups = Counter(
            (direction, rule["security_group_id"])
            for direction in ("ingress", "egress")
            for rule in self.of(f"aws_vpc_security_group_{direction}_rule")
        )
        return max(groups.values(), default=0)

    @property
    def interface_endpoints(self) -> int:
        """The endpoints of the VPC that have network interfaces."""
        endpoints = self.of("aws_vpc_endpoint")
        return sum(endpoint.get("vpc_endpoint_type") == "Interface" for endpoint in endpoints)

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones of the subnets."""
        return tuple(sorted({subnet["availability_zone"] for subnet in self.of("aws_subnet")}))


def needs_of(folder: Path, config: EnvironmentConfig) -> Needs:
    """Return what an environment takes.

    Args:
        folder: The folder that synthesis wrote.
        config: The environment.

    Raises:
        Refusal: The folder is not what synthesis wrote.
    """
    with refused_unless_synthesized():
        stacks = [stack.read() for stack in read_manifest(folder).values()]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for address, resource in _all_resources(stacks):
        found.setdefault(address.partition(".")[0], []).append(resource)
    return Needs({kind: tuple(each) for kind, each in found.items()}, tuple(_groups(config)))


def _groups(config: EnvironmentConfig) -> Iterator[NodeGroup]:
    zones = len(config.network.active_zones)
    for group in config.cluster.node_groups.values():
        yield NodeGroup(
            instance_types=group.instance_types,
            spot=group.capacity_type is CapacityType.SPOT,
            zones=zones,
            most_in_zone=group.in_zone(zones).max_size,
        )


def _all_resources(stacks: list[dict[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for stack in stacks:
        yield from resources(stack).items()
