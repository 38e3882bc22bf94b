"""All scenarios, in the order in which they are played."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from gameday.scenarios import failover
from gameday.scenarios.canaries import CANARY_BAD, CANARY_BAD_ZONE_LOST, CANARY_GOOD
from gameday.scenarios.nodes import INFRASTRUCTURE_LOST, NODES_REPLACED, ZONE_AND_NODE_LOST
from gameday.scenarios.rollouts import BROKEN_IMAGE, LOAD, ROLLOUT_AND_NODE_LOST
from gameday.scenarios.scenario import Scenario
from gameday.scenarios.zones import (
    ZONE_FULL,
    ZONE_LOST,
    ZONE_RETURNS,
    ZONE_SHIFTED,
    ZONE_UNREACHABLE,
)
from ops.command import Refusal
from resilience.model.platform import Model

_ALL: Final = (
    ZONE_LOST,
    ZONE_UNREACHABLE,
    ZONE_FULL,
    ZONE_SHIFTED,
    ZONE_RETURNS,
    ZONE_AND_NODE_LOST,
    INFRASTRUCTURE_LOST,
    NODES_REPLACED,
    ROLLOUT_AND_NODE_LOST,
    BROKEN_IMAGE,
    LOAD,
    CANARY_GOOD,
    CANARY_BAD,
    CANARY_BAD_ZONE_LOST,
)
SCENARIOS: Final[dict[str, Scenario]] = {each.name: each for each in _ALL}
"""Those that are played on a cluster."""
TARGETS: Final[Mapping[str, Callable[[Model], Sequence[str]]]] = {
    **{name: each.targets for name, each in SCENARIOS.items()},
    failover.NAME: failover.targets,
}
"""The targets on which each scenario may be played, by its name."""
ON_REQUEST: Final = frozenset({ZONE_UNREACHABLE.name})
"""Those that are played only where they are named, since another begins with the same."""


def chosen(names: Sequence[str], model: Model) -> list[tuple[str, str]]:
    """Return the scenarios of some names, each with what it is played on.

    Args:
        names: Names, such as `zone-lost`, or with a target `zone-lost:eu-west-1a`; none for all
            but `ON_REQUEST`.
        model: The platform.

    Raises:
        Refusal: There is no such scenario, or it is not played on such a target.
    """
    every = {
        f"{name}:{target}": (name, target)
        for name, targets in TARGETS.items()
        for target in targets(model)
    }
    unknown = [name for name in names if not _named(name, every)]
    if unknown:
        listed = "".join(f"\n  {name}" for name in every)
        raise Refusal(
            f"There is no scenario {', '.join(unknown)}. Name one of these, or without what stands"
            f" after the colon all of its kind:{listed}"
        )
    played = names or [name for name in TARGETS if name not in ON_REQUEST]
    wanted = [key for name in played for key in _named(name, every)]
    return [every[key] for key in dict.fromkeys(wanted)]


def _named(name: str, every: Iterable[str]) -> list[str]:
    """Return the scenarios that a name stands for."""
    return [key for key in every if name in (key, key.partition(":")[0])]
