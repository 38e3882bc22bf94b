"""All scenarios, in the order in which they are played."""

from typing import Final

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
