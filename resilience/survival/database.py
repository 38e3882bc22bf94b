"""The steps to an Aurora cluster: its writer, and its readers."""

from collections.abc import Iterator

from resilience.survival.applications import Application
from resilience.survival.blocks import Stacks, parts
from resilience.survival.elements import part_element, zone_element
from resilience.survival.needs import StepName
from resilience.survival.paths import Step, Strand
from resilience.survival.security_groups import Passage
from resilience.survival.survey import Survey
from resilience.survival.ways import Ways
from terraform_json.order import Part
from terraform_json.types import Json

GUARANTEE = "aurora-storage"
LAST_TIER = 15
"""The promotion tier that comes last, which readers of autoscaling have as well."""
_PORTS = {"aurora-mysql": 3306, "aurora-postgresql": 5432}
"""The ports where none is stated:
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html"""


def cluster_of(survey: Survey, application: Application) -> Part | None:
    """Return the Aurora cluster of an application; None if nobody can tell."""
    named = survey.ways.resources(application.release, application.database)
    return next((part for part in named if part.address.startswith("aws_rds_cluster.")), None)


def reached(survey: Survey, cluster: Part | None, pods: Step) -> Passage:
    """Return whether pods reach a cluster: they carry the security groups of their nodes."""
    if cluster is None:
        return Passage()
    block, groups = survey.block(cluster), survey.security_groups
    called = groups.party("the database", cluster, block.get("vpc_security_group_ids"))
    stated = block.get("port", _PORTS.get(str(block.get("engine"))))
    port = stated if isinstance(stated, int) else None
    return groups.passage(groups.nodes(pods.elements), [called], port)


def writer(survey: Survey, cluster: Part | None, host: str) -> Step:
    """Return the step to the writer of a cluster.

    Any instance can become the writer; Aurora promotes the one of the lowest tier.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
    """
    return _step(survey, cluster, host, StepName.WRITER, ("writer", "takes over as writer"))


def reader(survey: Survey, cluster: Part | None, host: str) -> Step:
    """Return the step to the readers of a cluster.

    Where no reader is left, the reader endpoint leads to the writer.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.Endpoints.html
    """
    return _step(survey, cluster, host, StepName.READER, ("writer, if no reader is left", "reader"))


def _step(
    survey: Survey, cluster: Part | None, host: str, step: StepName, roles: tuple[str, str]
) -> Step:
    name = step.value
    if cluster is None:
        if not any(parts(survey.model.stacks, "aws_rds_cluster")):
            return Step(name=name, absent="no database cluster is there")
        if "${" in host:
            return Step(name=name, unknown="which database cluster it has is not known")
        return Step(name=name, absent="its host leads to no database cluster")
    subnets = _subnets(survey, cluster)
    strands: list[Strand] = []
    unknown = ""
    for index, (part, block) in enumerate(instances_of(survey.model.stacks, survey.ways, cluster)):
        zone = survey.ways.zone(part)
        if zone is None:
            unknown = f"the zone of {part_element(part)} is not known"
            continue
        elements = {part_element(part), zone_element(zone)}
        elements |= {part_element(subnet) for subnet in subnets.get(zone, ())}
        strands.append(
            Strand(
                name=f"{block.get('identifier', part.address)} ({roles[index > 0]})",
                elements=frozenset(elements),
            )
        )
    absent = "" if strands or unknown else f"{part_element(cluster)} has no instance"
    return Step(
        name=name, strands=tuple(strands), guarantee=GUARANTEE, absent=absent, unknown=unknown
    )


def instances_of(stacks: Stacks, ways: Ways, cluster: Part) -> list[tuple[Part, Json]]:
    """Return a cluster's instances, the writer first: that of the lowest promotion tier."""
    found = (
        (part, block)
        for part, block in parts(stacks, "aws_rds_cluster_instance")
        if cluster in ways.led_to(part, block, "cluster_identifier")
    )
    return sorted(found, key=lambda each: (tier_of(each[1]), each[0]))


def tier_of(block: Json) -> int:
    """Return the promotion tier of an instance; the last where it is an expression."""
    tier = block.get("promotion_tier", 0)
    return tier if isinstance(tier, int) else LAST_TIER


def _subnets(survey: Survey, cluster: Part) -> dict[str, list[Part]]:
    """Return the subnets in which a cluster's instances may stand, by zone."""
    found: dict[str, list[Part]] = {}
    block = survey.block(cluster)
    for group in survey.ways.led_to(cluster, block, "db_subnet_group_name"):
        for subnet in _members(survey, group):
            if zone := survey.ways.zone(subnet):
                found.setdefault(zone, []).append(subnet)
    return found


def _members(survey: Survey, group: Part) -> Iterator[Part]:
    if group.address.startswith("aws_db_subnet_group."):
        yield from survey.subnets(group, survey.block(group).get("subnet_ids"))
