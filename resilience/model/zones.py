"""The zones in which each part of the stacks stands, worked out from what the stacks say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import networkx as nx

from resilience.model.plain import at
from resilience.model.targets import Targets, UnresolvedError
from terraform_json.order import Part
from terraform_json.stack import blocks
from terraform_json.types import Json

ALB: Final = "alb.ingress.kubernetes.io/"
"""How annotations begin that say which load balancer an Ingress gets:
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/"""
_SUBNETS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "aws_autoscaling_group": (("vpc_zone_identifier",),),
    "aws_db_subnet_group": (("subnet_ids",),),
    "aws_eks_node_group": (("subnet_ids",),),
    "aws_elasticache_subnet_group": (("subnet_ids",),),
    "aws_instance": (("subnet_id",),),
    "aws_lb": (("subnets",), ("subnet_mapping", "subnet_id")),
    "aws_nat_gateway": (("subnet_id",),),
    "aws_network_interface": (("subnet_id",),),
    "aws_route_table_association": (("subnet_id",),),
    "aws_vpc_endpoint": (("subnet_ids",),),
    "aws_vpc_endpoint_subnet_association": (("subnet_id",),),
    # The load balancer that is made for it.
    "kubernetes_ingress_v1": (("metadata", "annotations", f"{ALB}subnets"),),
}
"""The paths of the attributes that name a part's subnets, in whose zones it stands."""
_BESIDE: Final[Mapping[str, str]] = {
    "aws_eip_association": "allocation_id",
    "aws_route": "route_table_id",
    "data.aws_autoscaling_group": "name",
}
"""The attribute that names the part beside which a part of this type stands."""
_USERS: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_eip": ("aws_nat_gateway", "aws_instance", "aws_network_interface", "aws_lb"),
    "aws_route_table": ("aws_route_table_association",),
}
"""The types of the parts that refer to a part of this type and say where it stands."""
_CHOSEN_BY_AWS: Final = (
    "aws_db_instance",
    "aws_ebs_volume",
    "aws_instance",
    "aws_rds_cluster_instance",
    "aws_subnet",
)
"""The types that stand in one zone even if nothing names it."""
_NODE_GROUP_TAG: Final = "tag:eks:nodegroup-name"


@dataclass
class Zones:
    """Finds the zones of parts, each once.

    Attributes:
        stacks: Terraform's JSON of each stack, by name.
        references: What refers to what.
    """

    stacks: Mapping[str, Json]
    references: "nx.DiGraph[Part]"
    _found: dict[Part, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._targets = Targets(self.stacks)
        self._blocks = {name: blocks(stack) for name, stack in self.stacks.items()}

    def of(self, part: Part) -> tuple[str, ...]:
        """Return the zones in which a part stands, in order.

        They are empty where it stands in none, as a policy does, or where AWS keeps it in several
        by itself, as regional services.

        Raises:
            UnresolvedError: It stands in zones, and nobody can tell in which.
        """
        if part not in self._found:
            self._found[part] = self._of(part)
        return self._found[part]

    def _of(self, part: Part) -> tuple[str, ...]:
        block = self._blocks[part.stack].get(part.address)
        if not isinstance(block, dict):
            return ()
        kind = _kind(part)
        if (zone := block.get("availability_zone")) is not None:
            return (zone,) if _is_literal(zone) else self._named(part.stack, zone)
        for path in _SUBNETS.get(kind, ()):
            if subnets := list(at(block, path)):
                return self._named(part.stack, subnets)
        if kind in _BESIDE and _BESIDE[kind] in block:
            return self._beside(part, block[_BESIDE[kind]])
        if kind in _USERS:
            users = self.references.predecessors(part)
            return self._all(user for user in users if _kind(user) in _USERS[kind])
        return self._without_attribute(part, kind, block)

    def _without_attribute(self, part: Part, kind: str, block: Json) -> tuple[str, ...]:
        if kind == "data.aws_autoscaling_groups":
            return self._all(self._filtered(part.stack, block))
        if kind == "aws_vpc_endpoint" and block.get("vpc_endpoint_type") == "Interface":
            raise UnresolvedError("it names no subnets, so that its zones are not known")
        if kind in _CHOSEN_BY_AWS and block.get("multi_az") is not True:
            raise UnresolvedError("it names no availability_zone, so that AWS chooses one")
        return ()

    def _named(self, stack: str, value: object) -> tuple[str, ...]:
        """Return the zones of what a value names, each of which has to have some."""
        named = self._targets.of(stack, value)
        nowhere = [each.address for each in named if not self.of(each)]
        if nowhere or not named:
            raise UnresolvedError(f"{', '.join(nowhere) or 'nothing'} tells no zone")
        return self._all(named)

    def _beside(self, part: Part, value: object) -> tuple[str, ...]:
        """Return the zones of what a value names; of a data source, of all that it needs.

        The value of one may be reckoned from what it needs, such as `element(x, count.index)`.
        """
        try:
            return self._all(self._targets.of(part.stack, value))
        except UnresolvedError:
            if not part.address.startswith("data."):
                raise
            needed = [each for each in self.references.successors(part) if each != part]
            return self._all(needed)

    def _filtered(self, stack: str, block: Json) -> Iterator[Part]:
        """Yield the node groups whose Auto Scaling groups a data source finds by their names."""
        names = {
            name
            for each in block.get("filter", ())
            if each.get("name") == _NODE_GROUP_TAG
            for name in each.get("values", ())
        }
        for address, each in self._blocks[stack].items():
            if address.startswith("aws_eks_node_group.") and each.get("node_group_name") in names:
                yield Part(stack, address)

    def _all(self, parts: Iterable[Part]) -> tuple[str, ...]:
        return tuple(sorted({zone for part in parts for zone in self.of(part)}))


def _is_literal(zone: object) -> bool:
    return isinstance(zone, str) and "${" not in zone


def _kind(part: Part) -> str:
    """Return the type of a part, with `data.` before that of a data source."""
    return part.address.rpartition(".")[0]
