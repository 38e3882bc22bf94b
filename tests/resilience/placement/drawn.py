"""Platforms by lot, for hypothesis and for a comparison with the real scheduler."""

from collections.abc import Callable, Sequence
from typing import Any

from config.room import Room
from resilience.model.nodes import NodeGroup
from resilience.model.platform import Model
from resilience.model.pods import (
    HOST_LABEL,
    ZONE_LABEL,
    Budget,
    Spread,
    Taint,
    Toleration,
    Workload,
)
from tests.resilience.models import ZONES, group, model, workload

Choose = Callable[[Sequence[Any]], Any]
"""Chooses one of several: `random.Random(7).choice`, or hypothesis."""

ROOMS = (
    Room(millicores=1930, memory_mib=6000, pods=110),
    Room(millicores=940, memory_mib=3000, pods=5),
)
EACH = (
    Room(millicores=100, memory_mib=256, pods=1),
    Room(millicores=450, memory_mib=700, pods=1),
    Room(millicores=900, memory_mib=2500, pods=1),
)
RETIRES = Taint(key="retires")
TOLERATED = Toleration(key="node", value="apps", effect="NoSchedule")


def platform(choose: Choose) -> Model:
    """Draw a platform of one group in three zones, and up to four workloads."""
    groups = tuple(_group(choose, zone) for zone in ZONES)
    count = choose((1, 2, 3, 3, 4))
    return model(*(_workload(choose, f"app{index}") for index in range(count)), groups=groups)


def _group(choose: Choose, zone: str) -> NodeGroup:
    own = Taint(key="node", value="apps")
    fewest = choose((0, 1, 1, 2, 2, 3))
    return group(
        "apps",
        zone,
        min_size=fewest,
        max_size=fewest + choose((0, 1, 3)),
        room=choose(ROOMS),
        taints=choose(((own,), (own,), (own,), (own,), (own, RETIRES))),
    )


def _workload(choose: Choose, name: str) -> Workload:
    replicas = choose((1, 2, 3, 3, 6))
    kind = choose((*["Deployment"] * 5, "StatefulSet", "StatefulSet", "DaemonSet"))
    return workload(
        name,
        kind=kind,
        replicas=replicas,
        max_replicas=replicas + choose((0, 3)),
        each=choose(EACH[:2] if kind == "DaemonSet" else (*EACH, EACH[1])),
        priority=choose((0, 0, 100)),
        tolerations=choose(((TOLERATED,), (TOLERATED,), (Toleration(),))),
        spreads=() if kind == "DaemonSet" else choose(((), *SPREADS)),
        apart=choose(((), (), (), (HOST_LABEL,), (ZONE_LABEL,))) if kind != "DaemonSet" else (),
        prefers_apart=choose(((), (HOST_LABEL,))),
        budget=choose((None, Budget(name=name, least=1))),
        zonal_volumes=kind == "StatefulSet" and choose((True, False)),
    )


SPREADS = (
    (Spread(key=ZONE_LABEL, honors_taints=True),),
    (Spread(key=ZONE_LABEL, honors_taints=False),),
    (Spread(key=ZONE_LABEL, max_skew=2, honors_taints=True),),
    (Spread(key=ZONE_LABEL, min_domains=3, honors_taints=True),),
    (Spread(key=ZONE_LABEL, honors_taints=True), Spread(key=HOST_LABEL, honors_taints=True)),
    (Spread(key=ZONE_LABEL, hard=False), Spread(key=HOST_LABEL, hard=False)),
)
