"""The controller of canaries, Argo Rollouts, as a program of a control plane.

It acts as the service account of its addon, with the rights that the values of the addon give that,
and its kinds are those of its own release.
"""

import time
from collections.abc import Iterable
from functools import partial
from typing import Final

import yaml

from config.addons.names import ADDONS, ROLLOUTS
from ops.programs import BIN
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.cluster import LocalControlPlane
from sandbox.kubernetes.processes import ControlPlaneError
from terraform_json.types import Json

NAME: Final = "rollouts-controller"
NAMESPACE: Final = "argo-rollouts"
DEFINITIONS: Final = BIN.parent / "rollouts"
"""Where set-up puts the definitions of its kinds."""
VERSION: Final = "/apis/argoproj.io/v1alpha1"
KNOWN_SECONDS: Final = 300
_RIGHTS: Final = ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
NOBODY: Final = "http://127.0.0.1:9"
"""A proxy that answers nothing."""
_NOWHERE: Final = "-1"
"""A port on which nobody can listen: it would do so on every address of this machine."""


def ours() -> list[Json]:
    """Return what our values of the addon add to its chart, as they stand in the work tree."""
    text = (ADDONS / ROLLOUTS / "values.yaml").read_text(encoding="utf-8")
    found: list[Json] = yaml.safe_load(text)["extraObjects"]
    return found


def is_built() -> bool:
    """Tell whether set-up has built the controller, with the definitions of its kinds."""
    return (BIN / NAME).is_file() and DEFINITIONS.is_dir()


def is_defined(api: Api) -> bool:
    """Tell whether a control plane knows all its kinds: those that stand in are fewer."""
    described = api.get(VERSION) or {}
    return {"AnalysisRun", "Rollout"} <= {each["kind"] for each in described.get("resources", ())}


def define(cluster: LocalControlPlane) -> None:
    """Make a control plane know Rollouts and what belongs to them.

    Raises:
        ControlPlaneError: The definitions are not built, or the API server does not take them.
    """
    if not DEFINITIONS.is_dir():
        raise ControlPlaneError(f"{DEFINITIONS} is not there: run `make setup`, which makes it")
    # Over those that stood in for them.
    how = ("--server-side", "--force-conflicts")
    cluster.run("kubectl", "apply", *how, f"--filename={DEFINITIONS}")
    deadline = time.monotonic() + KNOWN_SECONDS
    cluster.wait_for("the kinds of Argo Rollouts", partial(is_defined, cluster.api), deadline)


def run(cluster: LocalControlPlane, objects: Iterable[Json], proxy: str = NOBODY) -> None:
    """Start the controller, as long as the control plane runs.

    Args:
        cluster: A control plane that knows its kinds.
        objects: What the addon's values add to its chart, its rights among them.
        proxy: The URL of who answers in the place of Prometheus: names of Services are known to
            nobody here, and a proxy is asked by them.

    Raises:
        Failure: The API server does not take its rights.
    """
    _grant(cluster.api, objects)
    cluster.start(
        [
            NAME,
            f"--kubeconfig={NAME}.kubeconfig",
            # There is one; an election would only delay its start.
            "--leader-elect=false",
            f"--metricsPort={_NOWHERE}",
            f"--healthzPort={_NOWHERE}",
        ],
        {"HTTP_PROXY": proxy},
    )


def _grant(api: Api, objects: Iterable[Json]) -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    # One that the platform made has labels, which it would lose.
    made = [] if api.get(api.place(namespace)) else [namespace]
    for each in (*made, *(_placed(each) for each in objects if each["kind"] in _RIGHTS)):
        api.apply(api.place(each), each)


def _placed(manifest: Json) -> Json:
    """Return a manifest in the namespace of the addon, as its release would place it."""
    if manifest["kind"].startswith("Cluster"):
        return manifest
    return {**manifest, "metadata": {**manifest["metadata"], "namespace": NAMESPACE}}
