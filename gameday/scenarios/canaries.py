"""Scenarios of canaries, by the real controller: Argo Rollouts.

What its analysis asks Prometheus is answered by `sandbox/kubernetes/measurements.py`.
"""

from collections.abc import Callable
from dataclasses import replace

import yaml

from gameday.cluster import Cluster
from gameday.growing import deployment_path, fewest
from gameday.prediction import Prediction, after, returned, unharmed
from gameday.scenarios.scenario import Phase, Scenario
from gameday.scenarios.zones import bring_back, of_zone, zones
from gameday.state import State
from ops.canaries import Standing, move, standing
from ops.kubectl import Kubectl
from resilience.model.platform import Model
from terraform_json.types import Json

_CANARY: Json = {
    "strategy": "canary",
    "canary": {
        "steps": [{"weight": 34, "seconds": 3}, {"weight": 67, "seconds": 3}],
        "analysis": {
            "intervalSeconds": 1,
            "failureLimit": 0,
            "metrics": {"game-day": {"series": "game_day_errors", "max": 0}},
        },
    },
}
"""Steps of seconds, where the platform has minutes; a metric, for not all have an Ingress."""


GOOD = 0.0
BAD = 1000.0
"""More than any share of errors, and any time that an application may take to answer."""
MOVE_SECONDS = 0.5
"""Between two looks at pods that move: each runs kubectl, as in a deployment."""
_ROLLOUTS = "/apis/argoproj.io/v1alpha1/namespaces/{}/rollouts/{}"


def _application(model: Model) -> tuple[str, ...]:
    """Return the application that is released: the first."""
    return tuple(fewest(model))[:1]


def _install(cluster: Cluster, key: str, *values: Json) -> None:
    release = cluster.platform.release(key)
    texts = tuple(yaml.safe_dump(each) for each in values)
    replace(release, values=(*release.values, *texts)).do(cluster.plane)


def _moved(cluster: Cluster, key: str) -> bool:
    kubectl = Kubectl(environment=cluster.plane.environment)
    name = key.rpartition("/")[2]
    cluster.wait_for("the pods to move", lambda: not move(kubectl, name), pause=MOVE_SECONDS)
    return True


def _begin(cluster: Cluster, key: str) -> bool:
    """Make an application one that is released by canaries."""
    _install(cluster, key, {"rollout": _CANARY})
    return _moved(cluster, key) and _stands(cluster, key, lambda each: not each.waits)


def _release(cluster: Cluster, key: str, value: float) -> None:
    """Release another revision, of which Prometheus says a value."""
    cluster.measurements.value = value
    _install(cluster, key, {"rollout": _CANARY}, {"env": {"GAME_DAY": str(value)}})


def _good(cluster: Cluster, key: str) -> bool:
    _release(cluster, key, GOOD)
    return _stands(cluster, key, lambda each: not each.waits)


def _bad(cluster: Cluster, key: str) -> bool:
    _release(cluster, key, BAD)
    return _stands(cluster, key, lambda each: each.aborted)


def _bad_zone_lost(cluster: Cluster, key: str) -> bool:
    _release(cluster, key, BAD)
    cluster.wait_for("a new pod", lambda: _updated(cluster, key) > 0)
    cluster.faults.lose_zone(zones(cluster.platform.model)[0])
    return _stands(cluster, key, lambda each: each.aborted)


def _end(cluster: Cluster, key: str) -> bool:
    """Make the application what it was."""
    cluster.measurements.value = GOOD
    _install(cluster, key)
    return _moved(cluster, key)


def _stands(cluster: Cluster, key: str, wanted: Callable[[Standing], bool]) -> bool:
    """Wait until the canary of an application has come to an end; return whether to this one."""
    found = [Standing(waits="it has not begun")]

    def ended() -> bool:
        found[0] = _standing(cluster, key)
        return found[0].aborted or not found[0].waits

    cluster.wait_for("the canary to end", ended)
    return wanted(found[0])


def _standing(cluster: Cluster, key: str) -> Standing:
    rollout = _rollout(cluster, key)
    deployment = cluster.api.get(deployment_path(key))
    return standing(rollout, deployment) if rollout and deployment else Standing(waits="no Rollout")


def _rollout(cluster: Cluster, key: str) -> Json | None:
    return cluster.api.get(_ROLLOUTS.format(*key.split("/")[::2]))


def _updated(cluster: Cluster, key: str) -> int:
    rollout = _rollout(cluster, key) or {}
    count: int = rollout.get("status", {}).get("updatedReplicas", 0)
    return count


def _without(state: State, key: str) -> Prediction:
    """Return what the zone takes; how low that is, is a bound: a canary goes on meanwhile.

    The application has a new pod, and where that stands is known to nobody beforehand.
    """
    found = after(state, of_zone(zones(state.model)[0]))
    workload = state.model.workload(key)
    bounds = {each: replace(expected, exact=False) for each, expected in found.workloads.items()}
    bounds[key] = replace(bounds[key], lowest=workload.least if workload else 0)
    return replace(found, workloads=bounds)


def _phase(name: str, act: Callable[[Cluster, str], bool]) -> Phase:
    return Phase(name=name, predict=lambda state, _: unharmed(state), act=act)


_BEGINS = "becomes an application with canaries"
_ENDS = "is rolled out at once again"

CANARY_GOOD = Scenario(
    name="canary-good",
    targets=_application,
    phases=(
        _phase(_BEGINS, _begin),
        _phase("gets a good release", _good),
        _phase(_ENDS, _end),
    ),
)
CANARY_BAD = Scenario(
    name="canary-bad",
    targets=_application,
    phases=(
        _phase(_BEGINS, _begin),
        _phase("gets a bad release, which is taken back", _bad),
        _phase(_ENDS, _end),
    ),
)
CANARY_BAD_ZONE_LOST = Scenario(
    name="canary-bad-zone-lost",
    targets=_application,
    phases=(
        _phase(_BEGINS, _begin),
        Phase(
            name="gets a bad release, and a zone is lost before it is taken back",
            predict=_without,
            act=_bad_zone_lost,
        ),
        Phase(
            name="has its zone back, and is rolled out at once again",
            predict=lambda state, _: returned(state),
            act=lambda cluster, key: bring_back(cluster, key) and _end(cluster, key),
        ),
    ),
)
