"""Canaries of the sandbox's applications, brought to their end as a deployment does it."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from config.applications.application import Application
from config.applications.rules.canaries import is_canary
from ops.canaries import AGAIN, Standing, move, seconds_of, standing
from ops.command import Failure
from ops.kubectl import Kubectl
from sandbox.kubernetes import LocalControlPlane, rollouts
from sandbox.kubernetes.api import Api
from terraform_json.types import Json

MORE_SECONDS: Final = 300
"""How long a canary may take beside its pauses, and what its pods may take to become ready."""
LOOK_SECONDS: Final = 1.0
_ROLLOUTS: Final = f"{rollouts.VERSION}/rollouts"
_DEPLOYMENT: Final = "/apis/apps/v1/namespaces/{0}/deployments/{0}"
NOT_BUILT: Final = (
    "{names}: released as canaries, which take the controller of Argo Rollouts, and that is not"
    " built. `make setup` builds it."
)


def refuse_unless_built(applications: Iterable[Application]) -> None:
    """Make sure that who makes the pods of applications with canaries can run.

    Raises:
        Failure: There are such applications, and it is not built.
    """
    names = [each.name for each in applications if is_canary(each.source)]
    if names and not rollouts.is_built():
        raise Failure(NOT_BUILT.format(names=", ".join(names)))


def under_way(api: Api) -> Iterator[str]:
    """Yield how each canary stands that has not ended well, with the name of its application.

    Raises:
        Failure: The API does not answer.
    """
    for rollout in api.items(_ROLLOUTS):
        if waits := _standing(api, rollout).waits:
            yield f"{rollout['metadata']['name']}: {waits}"


def await_canaries(cluster: LocalControlPlane, tell: Callable[[str], None]) -> None:
    """Move pods to the canaries of applications or back, and wait until each has ended.

    One that takes longer than it may is left to itself.

    Args:
        cluster: The cluster.
        tell: Called with what an application waits for, each time that this is something else.

    Raises:
        Failure: A canary was taken back, or the cluster does not answer.
    """
    kubectl = Kubectl(environment=cluster.environment)
    taken_back = []
    for rollout in cluster.api.items(_ROLLOUTS):
        name, told = rollout["metadata"]["name"], ""
        deadline = time.monotonic() + _longest(rollout)
        while (stands := _look(cluster.api, kubectl, name)).waits and not stands.aborted:
            if time.monotonic() > deadline:
                break
            if stands.waits != told:
                told = stands.waits
                tell(f"{name}: {told}")
            time.sleep(LOOK_SECONDS)
        if stands.aborted:
            taken_back.append(f"{name}: {stands.waits}. {AGAIN.format(name=name)}")
    if taken_back:
        raise Failure("\n".join(taken_back))


def _longest(rollout: Json) -> int:
    ready: int = rollout["spec"]["progressDeadlineSeconds"]
    return seconds_of(rollout) + ready + MORE_SECONDS


def _look(api: Api, kubectl: Kubectl, name: str) -> Standing:
    """Return how the canary of an application stands, after pods were moved as far as they can."""
    if moves := move(kubectl, name):
        return Standing(waits=moves)
    rollout = api.get(f"{rollouts.VERSION}/namespaces/{name}/rollouts/{name}")
    return _standing(api, rollout) if rollout else Standing()


def _standing(api: Api, rollout: Json) -> Standing:
    deployment = api.get(_DEPLOYMENT.format(rollout["metadata"]["name"]))
    return standing(rollout, deployment) if deployment else Standing()
