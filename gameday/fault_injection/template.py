"""Experiment templates: a zone that loses its power."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from config.errors import Refusal
from gameday.fault_injection.targets import blocks, targets, unmatched
from terraform_json.types import Json

DURATION: Final = "PT30M"
"""Half an hour: what AWS's own scenario of a zone without power takes.
https://docs.aws.amazon.com/fis/latest/userguide/az-availability-scenario.html"""
STOPPED_BY: Final = ("load-balancer-errors", "server-errors")
"""The ends of the names of the alarms that end an experiment: users get errors, or the Kubernetes
API does. That a zone has no targets is what is tried, and ends nothing."""
_ZONE: Final = "availability_zone"
_ACTIONS: Final = {
    "stop-nodes": {
        "actionId": "aws:ec2:stop-instances",
        # Auto Scaling terminates what is stopped.
        "parameters": {
            "completeIfInstancesTerminated": "true",
            "startInstancesAfterDuration": DURATION,
        },
        "targets": {"Instances": "nodes"},
    },
    "cut-network": {
        "actionId": "aws:network:disrupt-connectivity",
        "parameters": {"duration": DURATION, "scope": "all"},
        "targets": {"Subnets": "subnets"},
    },
    "fail-over": {
        "actionId": "aws:rds:failover-db-cluster",
        "targets": {"Clusters": "database"},
    },
}
"""https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html"""


def templates(
    stacks: Mapping[str, Json], role_arn: str, tags: Mapping[str, str]
) -> dict[str, Json]:
    """Return a template for each zone, by the zone.

    Args:
        stacks: Terraform's JSON of each stack, by name.
        role_arn: The role that FIS takes.
        tags: The tags by which targets are found; none for those that all of a kind carry.

    Raises:
        Refusal: Tags match nothing, or no alarm would end an experiment.
    """
    every = targets(stacks)
    if problems := list(unmatched(every, tags)):
        raise Refusal("\n".join(problems))
    alarms = list(_alarms(stacks, role_arn))
    if not alarms:
        ends = ", ".join(f"-{each}" for each in STOPPED_BY)
        raise Refusal(f"No alarm would end an experiment: none has a name that ends with {ends}.")
    chosen = {each.name: dict(tags) or each.common for each in every}
    return {zone: _template(zone, chosen, role_arn, alarms) for zone in _zones(stacks)}


def _zones(stacks: Mapping[str, Json]) -> list[str]:
    return sorted({block[_ZONE] for _, block in blocks(stacks, "aws_subnet") if _ZONE in block})


def _alarms(stacks: Mapping[str, Json], role_arn: str) -> Iterator[str]:
    """Yield the ARN of each alarm that ends an experiment, in the account of its role."""
    _, partition, _, _, account, *_ = role_arn.split(":")
    for stack, block in blocks(stacks, "aws_cloudwatch_metric_alarm"):
        name = str(block["alarm_name"])
        if name.endswith(STOPPED_BY):
            region = stack["provider"]["aws"][0]["region"]
            yield f"arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}"


def _template(
    zone: str, tags: Mapping[str, dict[str, str]], role_arn: str, alarms: Sequence[str]
) -> Json:
    return {
        "description": f"{zone} loses its power: its nodes stop, its subnets are cut off",
        "roleArn": role_arn,
        "stopConditions": [{"source": "aws:cloudwatch:alarm", "value": each} for each in alarms],
        "targets": _targets(zone, tags),
        "actions": _ACTIONS,
        # The writer may stand in another zone, and then there is nothing to fail over.
        "experimentOptions": {
            "accountTargeting": "single-account",
            "emptyTargetResolutionMode": "skip",
        },
        "tags": {"Name": f"zone-power-{zone}"},
    }


def _targets(zone: str, tags: Mapping[str, dict[str, str]]) -> Json:
    """Return what is in a zone: https://docs.aws.amazon.com/fis/latest/userguide/targets.html."""
    return {
        "nodes": _target(
            "aws:ec2:instance",
            tags["nodes"],
            filters=[
                {"path": "Placement.AvailabilityZone", "values": [zone]},
                {"path": "State.Name", "values": ["running"]},
            ],
        ),
        "subnets": _target(
            "aws:ec2:subnet",
            tags["subnets"],
            parameters={"availabilityZoneIdentifier": zone},
        ),
        "database": _target(
            "aws:rds:cluster",
            tags["database"],
            parameters={"writerAvailabilityZoneIdentifiers": zone},
        ),
    }


def _target(resource_type: str, tags: dict[str, str], **more: Any) -> Json:  # noqa: ANN401 - JSON
    return {
        "resourceType": resource_type,
        "resourceTags": tags,
        "selectionMode": "ALL",
        **more,
    }
