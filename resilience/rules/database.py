"""Rules about the instances of Aurora, and who takes over from whom."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from resilience.causes.places import Place, Setting
from resilience.evidence import Evidence, Resource
from resilience.findings import Severity
from resilience.rules.rule import Rule, Weakness, weakness_at
from resilience.survival.database import LAST_TIER, instances_of, tier_of

_AVAILABILITY: Final = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html"
_WINDOWS: Final = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_UpgradeDBInstance.Maintenance.html"


def _clusters(evidence: Evidence) -> Iterator[tuple[Resource, tuple[Resource, ...]]]:
    """Yield each cluster with its instances, the one that is the writer at first in front."""
    every = {each.part: each for each in evidence.all("aws_rds_cluster_instance")}
    for cluster in evidence.all("aws_rds_cluster"):
        found = instances_of(evidence.model.stacks, evidence.ways, cluster.part)
        yield cluster, tuple(every[part] for part, _ in found)


def _zone(instance: Resource) -> str:
    return str(instance.at("availability_zone"))


def _names(instances: Sequence[Resource]) -> tuple[str, ...]:
    return tuple(each.name for each in instances)


def _without_reader(evidence: Evidence) -> Iterator[Weakness]:
    for cluster, instances in _clusters(evidence):
        if len(instances) == 1:
            yield Weakness(
                subject=cluster.name,
                problem="the database has a writer and no reader",
                why="A lost writer is down until AWS has made another, 10 minutes and more; with a"
                " reader another takes over within a minute",
                remedy="write `database: {readers: {fixed: 2}}`, one reader for each other zone",
                places=(Setting(path=("database", "readers", "fixed")),),
                domain=f"resource {instances[0].name} is lost",
                resources=_names(instances),
                explains=frozenset(_names(instances)),
            )


def _in_one_zone(evidence: Evidence) -> Iterator[Weakness]:
    for cluster, instances in _clusters(evidence):
        zones = {_zone(each) for each in instances}
        if len(instances) > 1 and len(zones) == 1:
            zone = zones.pop()
            yield Weakness(
                subject=cluster.name,
                problem=f"all {len(instances)} instances of the database stand in {zone}",
                why=f"With {zone} writer and readers are lost together, and the data is out of"
                " reach until AWS has made an instance elsewhere",
                remedy="let the readers stand in other zones than the writer",
                places=_placement(instances),
                domain=f"zone {zone} is lost",
                resources=_names(instances),
                explains=frozenset(_names(instances)),
            )


def _placement(instances: Sequence[Resource]) -> tuple[Place, ...]:
    """Return where the zones of instances come from: the file if it says it, else Terraform."""
    written = Setting(path=("database", "instance_zones"), written=True)
    return (written, *(each.place("availability_zone") for each in instances[1:]))


def _uneven(evidence: Evidence) -> Iterator[Weakness]:
    for cluster, instances in _clusters(evidence):
        counts = Counter(dict.fromkeys(_storage(evidence, cluster), 0))
        counts.update(map(_zone, instances))
        if len(set(map(_zone, instances))) < 2 or min(counts.values()) > 0:  # noqa: PLR2004
            continue
        empty = sorted(zone for zone, count in counts.items() if not count)
        doubled = [each for each in instances if counts[_zone(each)] > 1]
        if doubled:
            spread = ", ".join(f"{zone} {count}" for zone, count in sorted(counts.items()))
            yield Weakness(
                subject=cluster.name,
                problem=f"a zone has several instances of the database, {', '.join(empty)} none:"
                f" {spread}",
                why=f"With {_zone(doubled[0])} several instances are lost at once, and those left"
                " carry the load of all",
                remedy=f"let one of them stand in {empty[0]}",
                places=_placement([instances[0], *reversed(doubled)]),
                domain=f"zone {_zone(doubled[0])} is lost",
                resources=_names(doubled),
            )


def _storage(evidence: Evidence, cluster: Resource) -> frozenset[str]:
    """Return the zones in which instances of a cluster may stand, as far as it is known."""
    stated = cluster.at("availability_zones")
    if isinstance(stated, list) and stated:
        return frozenset(map(str, stated))
    groups = [
        group
        for group in evidence.all("aws_db_subnet_group")
        if group.part in evidence.led_to(cluster, "db_subnet_group_name")
    ]
    return frozenset(zone for each in groups for zone in evidence.zones_led_to(each, "subnet_ids"))


def _last_tier(evidence: Evidence) -> Iterator[Weakness]:
    for cluster, instances in _clusters(evidence):
        readers = instances[1:]
        if readers and all(tier_of(each.block) == LAST_TIER for each in readers):
            yield Weakness(
                subject=cluster.name,
                problem=f"all readers have the last promotion tier, {LAST_TIER}",
                why="Readers that autoscaling adds have it as well, so that a lost writer may be"
                " followed by a new one with cold caches that autoscaling takes away later",
                remedy="give a reader of each zone a lower tier",
                places=tuple(each.place("promotion_tier") for each in readers),
                resources=_names(readers),
            )


def _smaller(evidence: Evidence) -> Iterator[Weakness]:
    for _, instances in _clusters(evidence):
        classes = {str(each.at("instance_class")) for each in instances}
        for each in instances[1:] if len(classes) > 1 else ():
            if each.at("instance_class") != instances[0].at("instance_class"):
                yield weakness_at(
                    each,
                    "instance_class",
                    problem=f"a reader is {each.at('instance_class')}, the writer"
                    f" {instances[0].at('instance_class')}",
                    why="It may take over from the writer, whose load and connections it was not"
                    " sized for",
                    remedy="give all instances one class",
                )


def _same_window(evidence: Evidence) -> Iterator[Weakness]:
    for cluster, instances in _clusters(evidence):
        windows: dict[str, list[Resource]] = {}
        for each in instances:
            # Where none is stated, AWS draws one for each instance.
            if window := each.at("preferred_maintenance_window"):
                windows.setdefault(str(window), []).append(each)
        for stated, there in windows.items():
            zones = {_zone(each) for each in there}
            if len(zones) > 1:
                yield Weakness(
                    subject=cluster.name,
                    problem=f"instances of {' and '.join(sorted(zones))} have one maintenance"
                    f" window, {stated}",
                    why="AWS may restart them in the same hour, and leave no reader to take over",
                    remedy="give the instances of each zone another day",
                    places=tuple(each.place("preferred_maintenance_window") for each in there[1:]),
                    resources=_names(there),
                )


RULES: Final = (
    Rule(
        id="database-without-reader",
        severity=Severity.HIGH,
        title="The database has one instance",
        example="`database.readers.fixed: 0`.",
        source=_AVAILABILITY,
        find=_without_reader,
    ),
    Rule(
        id="database-in-one-zone",
        severity=Severity.HIGH,
        title="All instances of the database stand in one zone",
        example="Writer and readers stand in eu-west-1a.",
        source=_AVAILABILITY,
        find=_in_one_zone,
    ),
    Rule(
        id="database-zone-without-instance",
        severity=Severity.MEDIUM,
        title="A zone has two instances of the database, another none",
        example="Two of three instances stand in eu-west-1a, none in eu-west-1c.",
        source=_AVAILABILITY,
        find=_uneven,
    ),
    Rule(
        id="readers-at-last-promotion-tier",
        severity=Severity.MEDIUM,
        title="All readers have the last promotion tier",
        example="Every reader has `promotion_tier = 15`.",
        source=_AVAILABILITY,
        find=_last_tier,
    ),
    Rule(
        id="reader-of-another-class",
        severity=Severity.MEDIUM,
        title="A reader that may take over has another class than the writer",
        example="A reader is db.t4g.medium, the writer db.r8g.large.",
        source=_AVAILABILITY,
        find=_smaller,
    ),
    Rule(
        id="database-zones-share-maintenance-window",
        severity=Severity.LOW,
        title="Instances of several zones are maintained in the same hour",
        example="The instances of two zones have the window `mon:03:00-mon:04:00`.",
        source=_WINDOWS,
        find=_same_window,
    ),
)
