"""The clusters of an environment one after another, each restored from an earlier one."""

from collections.abc import Iterator, Sequence

from cdktf import TerraformElement, TerraformStack

from config.placement import Placement
from constructs import Construct


def generation_id(id_: str, generation: int) -> str:
    """Return the id of a construct of one generation: the first has the id alone."""
    return id_ if generation == 1 else f"{id_}-{generation}"


def forget_earlier(
    stack: TerraformStack, *, generation: int, placements: Sequence[Placement]
) -> None:
    """Take the clusters of earlier generations out of Terraform's state, and leave them in AWS.

    Terraform would destroy what is declared no more, and a restore must destroy nothing:
    https://developer.hashicorp.com/terraform/language/block/removed

    Args:
        stack: The stack of the clusters.
        generation: The generation that is declared.
        placements: The instances, which an earlier generation is taken to have had as well.
    """
    forgotten = [
        {"from": address, "lifecycle": {"destroy": False}}
        for earlier in range(1, generation)
        for address in _addresses(stack, earlier, placements)
    ]
    if forgotten:
        stack.add_override("removed", forgotten)


def _addresses(
    stack: TerraformStack, generation: int, placements: Sequence[Placement]
) -> Iterator[str]:
    """Yield the addresses of what a generation had: its log, its cluster and its instances.

    An element without content stands where each resource stood, and has its name; it writes
    nothing.
    """
    cluster = Construct(stack, generation_id("cluster", generation))
    instances = Construct(stack, generation_id("instances", generation))
    places = [
        (cluster, "log-group", "aws_cloudwatch_log_group"),
        (cluster, "cluster", "aws_rds_cluster"),
        *((instances, place.id, "aws_rds_cluster_instance") for place in placements),
    ]
    for scope, id_, kind in places:
        yield f"{kind}.{TerraformElement(scope, id_, kind).friendly_unique_id}"
