"""Checks of where the instances of the database cluster stand."""

from collections.abc import Iterator, Sequence
from typing import Final

from config.aws.aurora import STORAGE_ZONES
from config.checks.network import FEWEST_ZONES
from config.errors import Mistake
from config.placement import storage_zones, take_turns, unevenness
from config.reading import STORAGE, active_zones, at, section_at, valid_or_none, zone_names
from config.sections.database import AvailabilityZones, ReadersConfig
from config.yaml.source import YamlDocument

_INSTANCES: Final = ("database", "instance_zones")


def instance_zone_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield the mistakes of the zones of Aurora's storage and of the instances."""
    zones = zone_names(document)
    written, instances = at(document, STORAGE), at(document, _INSTANCES)
    listed = isinstance(instances, list) and all(isinstance(zone, str) for zone in instances)
    readable = written is None or valid_or_none(AvailabilityZones, written)
    if not zones or not readable or not (instances is None or listed):
        return
    storage = storage_zones(zones, written, instances)
    usable = [zone for zone in active_zones(document) if zone in (storage or zones)]
    if storage is None:
        yield _untold(document, usable)
    elif written and len(usable) < FEWEST_ZONES:
        yield document.mistake(
            STORAGE,
            f"shares {len(usable)} zones with the network's that are not draining",
            allowed="two or more of " + ", ".join(active_zones(document)),
            remedy="correct the list, or set `draining: false` on one of its zones",
        )
    elif usable and instances is None:
        yield from _left_out(document, usable)
    elif usable:
        yield from _written(document, instances, usable)


def _untold(document: YamlDocument, active: Sequence[str]) -> Mistake:
    """Of more than three zones nobody knows which Aurora took, but the owner."""
    proposed = ", ".join(active[:STORAGE_ZONES])
    return document.mistake(
        STORAGE,
        f"is missing: Aurora keeps its data in three of the {len(zone_names(document))} zones, and"
        " instances stand only there",
        allowed="three zones, each once",
        remedy="name those that `aws rds describe-db-clusters` shows, or, before there is a"
        f" cluster, choose them: `availability_zones: [{proposed}]`",
    )


def _left_out(document: YamlDocument, usable: Sequence[str]) -> Iterator[Mistake]:
    """Without the list each zone has one instance; any other count is a choice."""
    count = _count(document)
    if count is not None and count != len(usable):
        yield document.mistake(
            _INSTANCES,
            f"is missing: one in each of the {len(usable)} zones ({', '.join(usable)}) does not"
            f" make {_instances(count)}",
            allowed="one zone for each instance",
            remedy=f"write `instance_zones: [{', '.join(take_turns(usable, count))}]`; keep the"
            " zone of each instance that stands already, or it is destroyed",
        )


def _written(
    document: YamlDocument, instances: Sequence[str], usable: Sequence[str]
) -> Iterator[Mistake]:
    """Each zone can have instances, there is one for each instance, and none has two too early."""
    for index, zone in enumerate(instances):
        if zone not in usable:
            yield document.mistake(
                (*_INSTANCES, index),
                _unusable(document, zone),
                allowed=", ".join(usable),
                remedy="choose one of these",
            )
    count = _count(document)
    if count is not None and count != len(instances):
        yield document.mistake(
            _INSTANCES,
            f"names {len(instances)} zones for {_instances(count)}",
            allowed="one zone for each instance",
            remedy="correct the list or readers.fixed",
        )
    if set(instances) <= set(usable) and (counts := unevenness(usable, instances)):
        yield document.mistake(
            _INSTANCES,
            f"leaves a zone without an instance while another has two: {counts}",
            allowed="an instance in every zone before a second one in any",
            remedy="move an instance; if Aurora keeps no data in that zone, name its three zones in"
            " database.availability_zones",
        )


def _unusable(document: YamlDocument, zone: str) -> str:
    if zone not in zone_names(document):
        return "is not a zone of the network"
    if zone not in active_zones(document):
        return "is draining, so that no instance may stand there"
    return "is none of the three zones that Aurora keeps its data in"


def _count(document: YamlDocument) -> int | None:
    """Return the number of the writer and its fixed readers; None if it cannot be read."""
    readers = section_at(document, ("database", "readers"), ReadersConfig)
    return readers.fixed + 1 if readers else None


def _instances(count: int) -> str:
    return f"{count} instance{'s'[: count - 1]} (1 writer + {count - 1} fixed readers)"
