"""In which zone each instance of the database cluster stands, and who takes over first."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from config.aws.aurora import STORAGE_ZONES


@dataclass(frozen=True, kw_only=True)
class Placement:
    """One instance.

    Attributes:
        id: The zone and the instance's number in it, so that an instance keeps its id when
            another zone comes or goes. No role is part of it: a failover changes roles.
        zone: Its availability zone.
        promotion_tier: Its turn to take over from a failed writer, the lowest first. It is the
            number of instances before it in its zone, so the first of another zone takes over.
    """

    id: str
    zone: str
    promotion_tier: int


def place(zones: Sequence[str]) -> tuple[Placement, ...]:
    """Return the instances that stand in `zones`, one for each mention of a zone."""
    seen: Counter[str] = Counter()
    placements = []
    for zone in zones:
        seen[zone] += 1
        placements.append(
            Placement(id=f"{zone}-{seen[zone]}", zone=zone, promotion_tier=seen[zone] - 1)
        )
    return tuple(placements)


def storage_zones(
    network: Collection[str], written: Sequence[str] | None, instances: Sequence[str] | None
) -> tuple[str, ...] | None:
    """Return the zones that Aurora keeps its data in, sorted; None where nobody tells which.

    Args:
        network: The zones of the network. Of more than three Aurora takes three.
        written: What the environment file says of it.
        instances: The zone of each instance, if the file names them: three different ones tell.
    """
    named = set(written or (network if len(network) <= STORAGE_ZONES else instances or ()))
    told = written or len(network) <= STORAGE_ZONES or len(named) == STORAGE_ZONES
    return tuple(sorted(named)) if told else None


def take_turns(zones: Iterable[str], count: int) -> tuple[str, ...]:
    """Return the zone of each of `count` instances: instance `i` is in zone `i`, then again."""
    ordered = sorted(zones)
    return tuple(ordered[index % len(ordered)] for index in range(count))


def unevenness(zones: Iterable[str], instance_zones: Iterable[str]) -> str | None:
    """Return the count of each zone if one has none while another has two; else None."""
    counts = dict.fromkeys(sorted(zones), 0)
    counts.update(Counter(instance_zones))
    if min(counts.values()) > 0 or max(counts.values()) < 2:  # noqa: PLR2004 - the rule itself
        return None
    return ", ".join(f"{zone} {count}" for zone, count in counts.items())
