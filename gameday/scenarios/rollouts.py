"""Scenarios of rollouts, and of load."""

from dataclasses import replace
from decimal import Decimal

import yaml

from gameday.cluster import Cluster
from gameday.descheduler import deschedule
from gameday.growing import deployment_path, fewest, scale_down_at_once
from gameday.prediction import Prediction, growth, steady, unharmed
from gameday.scenarios.nodes import loss_of_node, node_of_applications
from gameday.scenarios.scenario import Phase, Scenario
from gameday.scenarios.zones import zones
from gameday.state import State
from resilience.model.platform import Model
from resilience.placement.scenarios import scenario_of
from sandbox.joints.load import CORES
from sandbox.kubernetes import ControlPlaneError
from sandbox.kubernetes.kubelet import NO_DIGEST

BROKEN_SECONDS = 15
"""How long a rollout of a broken image is waited for; the platform waits for minutes."""
MOST_LOADED = 100
"""The most pods of an application that is loaded, where one has few enough."""
SPARE = Decimal(2)
"""How many times the load is that keeps the most pods busy."""


def _roll_and_lose(cluster: Cluster, zone: str) -> bool:
    for key in fewest(cluster.platform.model):
        path = deployment_path(key)
        spec = (cluster.api.get(path) or {})["spec"]["template"]["spec"]
        seconds = spec["terminationGracePeriodSeconds"] + 1
        change = {"spec": {"template": {"spec": {"terminationGracePeriodSeconds": seconds}}}}
        cluster.api.patch(path, change)
    cluster.wait_for("the first new pods", lambda: _surges(cluster))
    cluster.faults.lose([node_of_applications(cluster, zone)])
    return True


def _surges(cluster: Cluster) -> bool:
    """Tell whether every application has a pod of its new revision."""
    paths = (deployment_path(key) for key in fewest(cluster.platform.model))
    return all((cluster.api.get(path) or {})["status"].get("updatedReplicas", 0) for path in paths)


def _rolled(state: State, zone: str) -> Prediction:
    """Return that the lost node takes no more than it had, and one more of a rollout."""
    scenario = scenario_of(state.start, loss_of_node(state, zone))
    before, left = state.start.board.pods, scenario.board.pods
    found = steady(state)
    return replace(
        found,
        workloads={
            key: replace(each, lowest=min(each.before, len(left.get(key, ()))))
            if len(left.get(key, ())) < len(before.get(key, ()))
            else each
            for key, each in found.workloads.items()
        },
    )


def _applications(model: Model) -> tuple[str, ...]:
    return tuple(fewest(model))


def _break(cluster: Cluster, key: str) -> bool:
    """Upgrade an application to an image that is not there; return whether it was rolled back."""
    release = cluster.platform.release(key)
    broken = yaml.safe_dump({"image": {"digest": NO_DIGEST}})
    attempt = replace(release, values=(*release.values, broken), timeout_seconds=BROKEN_SECONDS)
    try:
        attempt.do(cluster.plane)
    except ControlPlaneError:
        spec = (cluster.api.get(deployment_path(key)) or {})["spec"]
        return NO_DIGEST not in spec["template"]["spec"]["containers"][0]["image"]
    return False


def _loaded(model: Model) -> tuple[str, ...]:
    """Return the application that is loaded: the one with the most pods, of those with few."""
    most = {each.key: each.max_replicas for each in model.workloads if each.key in fewest(model)}
    few = [key for key, count in most.items() if count <= MOST_LOADED]
    chosen = max(few, key=most.__getitem__) if few else min(most, key=most.__getitem__, default="")
    return (chosen,) if chosen else ()


def _load(cluster: Cluster, key: str) -> bool:
    workload = cluster.platform.model.workload(key)
    most = workload.max_replicas if workload else 0
    each = Decimal(workload.each.millicores if workload else 0) / 1000
    path = deployment_path(key)
    scale_down_at_once(cluster.api, key)
    cluster.api.patch(path, {"metadata": {"labels": {CORES: f"{SPARE * most * each:.3f}"}}})
    cluster.wait_for(
        f"{most} pods",
        lambda: (cluster.api.get(path) or {})["spec"]["replicas"] == most,
    )
    return True


def _unload(cluster: Cluster, key: str) -> bool:
    path = deployment_path(key)
    cluster.api.patch(path, {"metadata": {"labels": {CORES: None}}})
    least = fewest(cluster.platform.model)[key]
    cluster.wait_for(
        f"{least} pods", lambda: (cluster.api.get(path) or {})["spec"]["replicas"] == least
    )
    cluster.settle()
    # Which pods go heeds no spread.
    return deschedule(cluster)


def _raised(state: State, key: str) -> Prediction:
    workload = state.model.workload(key)
    most = workload.max_replicas if workload else 0
    return growth(state, {key: most - state.start.ready[key].before})


def _lowered(state: State, key: str) -> Prediction:
    found = steady(state)
    least = fewest(state.model)[key]
    lowered = replace(found.workloads[key], end=least, even=True)
    return replace(found, workloads={**found.workloads, key: lowered})


ROLLOUT_AND_NODE_LOST = Scenario(
    name="rollout-and-node-lost",
    targets=lambda model: zones(model)[:1],
    phases=(
        Phase(
            name="loses a node while applications are rolled out",
            predict=_rolled,
            act=_roll_and_lose,
        ),
    ),
)
BROKEN_IMAGE = Scenario(
    name="broken-image",
    targets=lambda model: _applications(model)[:1],
    phases=(
        Phase(
            name="gets an image that is not there",
            predict=lambda state, _: unharmed(state),
            act=_break,
        ),
    ),
)
LOAD = Scenario(
    name="load",
    targets=_loaded,
    phases=(
        Phase(name="is loaded", predict=_raised, act=_load),
        Phase(name="is not loaded any more", predict=_lowered, act=_unload),
    ),
)
