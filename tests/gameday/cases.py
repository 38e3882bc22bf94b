"""Weakened platforms whose weakness a cluster can show, each with the scenario that shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gameday.play import Result
from gameday.scenarios.nodes import NODES_REPLACED
from gameday.scenarios.rollouts import LOAD
from gameday.scenarios.scenario import Scenario
from gameday.scenarios.zones import ZONE_FULL, ZONE_LOST, ZONE_UNREACHABLE
from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.table import CASES

A, B, C = (f"eu-west-1{letter}" for letter in "abc")
APP1: Final = "app1/Deployment/app1"
EVERY: Final = "every node group"
METRICS: Final = "kube-system/Deployment/metrics-server"
NGINX: Final = "nginx-ingress/Deployment/nginx-ingress-controller"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A weakened platform, and what is played on it.

    Attributes:
        name: The name of the platform.
        scenario: The scenario.
        workload: The workload that is weak; the scenario hits the zone where it has the most pods.
        seen: The workload by which the weakness is told, where it is another or all are weak.
        target: What the scenario is played on, where no workload says it.
        shows: Tells whether the weakness is seen.
    """

    name: str
    scenario: Scenario
    workload: str = ""
    seen: str = APP1
    target: str = A
    shows: Callable[[Result], bool]

    @property
    def platform(self) -> Weakened:
        """The platform."""
        return next(each for each in CASES if each.name == self.name)

    @property
    def key(self) -> str:
        """The workload by which the weakness is told."""
        return self.workload or self.seen


def nobody_ready(key: str) -> Callable[[Result], bool]:
    """Tell whether a workload had no ready pod."""
    return lambda result: result.account[key].lowest == 0


def waits(key: str) -> Callable[[Result], bool]:
    """Tell whether a workload has pods that wait in the end."""
    return lambda result: result.account[key].pending > 0


def below(key: str) -> Callable[[Result], bool]:
    """Tell whether a workload had fewer pods than its budget wants."""
    return lambda result: result.account[key].below_seconds > 0


def missing(key: str) -> Callable[[Result], bool]:
    """Tell whether a workload has fewer pods in the end than before."""
    return lambda result: result.account[key].end < result.account[key].before


def unfinished(result: Result) -> bool:
    """Tell whether what was done did not come to its end."""
    return not result.finished


def grows(key: str) -> Callable[[Result], bool]:
    """Tell whether all pods of a workload found a place, though the spread is uneven."""
    return lambda result: max(result.account[key].zones_after.values()) > 2


def _one(name: str, key: str) -> Case:
    return Case(name=name, scenario=ZONE_LOST, workload=key, shows=nobody_ready(key))


EXAMPLES: Final = (
    _one("one NGINX", NGINX),
    _one("one CoreDNS", "kube-system/Deployment/coredns"),
    _one("one metrics-server", METRICS),
    _one("one cluster autoscaler", "kube-system/Deployment/cluster-autoscaler"),
    _one("one webhook of external-secrets", "external-secrets/Deployment/external-secrets-webhook"),
    _one("one load balancer controller", "kube-system/Deployment/aws-load-balancer-controller"),
    Case(
        name="metrics-server in one zone",
        scenario=ZONE_LOST,
        workload=METRICS,
        shows=waits(METRICS),
    ),
    Case(
        name="the applications' nodes in one zone",
        scenario=ZONE_LOST,
        shows=waits(APP1),
    ),
    Case(
        name="the addons' nodes in one zone",
        scenario=ZONE_LOST,
        seen=NGINX,
        target=B,
        shows=waits(NGINX),
    ),
    Case(
        name="a budget that a lost zone leaves unmet",
        scenario=ZONE_LOST,
        workload="frontend/Deployment/frontend",
        shows=below("frontend/Deployment/frontend"),
    ),
    Case(
        name="requests that exceed what two zones hold",
        scenario=ZONE_LOST,
        workload="app2/Deployment/app2",
        shows=waits("app2/Deployment/app2"),
    ),
    Case(
        name="requests that fit no node",
        scenario=ZONE_LOST,
        shows=waits(APP1),
    ),
    Case(
        name="an application whose pods only prefer to be spread",
        scenario=ZONE_FULL,
        shows=grows(APP1),
    ),
    Case(
        name="NGINX whose spread counts zones that nobody reaches",
        scenario=ZONE_UNREACHABLE,
        seen=NGINX,
        shows=waits(NGINX),
    ),
    Case(
        name="NGINX that stays on unreachable nodes for ever",
        scenario=ZONE_UNREACHABLE,
        seen=NGINX,
        shows=missing(NGINX),
    ),
    Case(
        name="a budget that blocks drains",
        scenario=NODES_REPLACED,
        target=EVERY,
        shows=unfinished,
    ),
    Case(
        name="no more nodes than the fewest",
        scenario=LOAD,
        target=APP1,
        shows=waits(APP1),
    ),
)
