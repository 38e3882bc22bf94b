"""Installs a platform on the cluster of a game day, and what changes when it becomes another."""

from dataclasses import dataclass, replace
from typing import Final

from config.addons.names import ROLLOUTS
from gameday.platform import Platform
from gameday.stand_ins import stand_ins
from sandbox.inside.changes import Change, changes, make
from sandbox.inside.step import Release
from sandbox.kubernetes import (
    ControlPlaneError,
    LocalControlPlane,
    custom_resources,
    resource_metrics,
    rollouts,
)
from terraform_json.types import Json

ATTEMPTS: Final = 5
"""How often a release is installed until the API server takes it."""
_CONFLICT: Final = "the object has been modified"
"""The words of the API server where the controller of quotas still counts what was uninstalled:
https://github.com/kubernetes/kubernetes/blob/v1.35.4/staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go"""


@dataclass(frozen=True, kw_only=True)
class Reinstalled(Release):
    """A release that is installed as on a new cluster, whatever stands there.

    Helm would roll back an upgrade that finds no room, and the pods that it keeps are not those of
    the weak platform.
    """

    def do(self, cluster: LocalControlPlane) -> None:
        """Uninstall the release of before, and install it.

        Raises:
            ControlPlaneError: It cannot be uninstalled, or the API refuses it.
        """
        cluster.run(*self.undo)
        for left in reversed(range(ATTEMPTS)):
            try:
                super().do(cluster)
            except ControlPlaneError as error:
                if not left or _CONFLICT not in str(error):
                    raise
            else:
                return


class Installation:
    """The platform that is installed on one control plane.

    Args:
        plane: The control plane.
        prometheus: The URL that stands in for Prometheus, which the controller of canaries asks.
    """

    def __init__(self, plane: LocalControlPlane, prometheus: str) -> None:
        self._plane, self._prometheus = plane, prometheus
        self._applied: dict[str, Json] = {}

    def install(self, platform: Platform) -> None:
        """Install a platform, or what it has otherwise than the one before.

        Raises:
            Failure: Something cannot be installed.
        """
        if not self._applied:
            self._prepare(platform)
        todo = [_as_on_a_new_cluster(each) for each in changes(self._plane, platform.inside)]
        make(self._plane, todo, lambda _: None)
        self._apply_stand_ins(platform)

    def _prepare(self, platform: Platform) -> None:
        """Make the control plane know the kinds of addons, and run what needs no release."""
        # Those of canaries are real.
        left_out = [name for name in platform.inside.left_out if name != ROLLOUTS]
        custom_resources.install(self._plane, custom_resources.stand_ins(left_out))
        resource_metrics.stand_in(self._plane.api)
        if platform.canaries is not None:
            rollouts.define(self._plane)
            rollouts.run(self._plane, platform.canaries, self._prometheus)

    def _apply_stand_ins(self, platform: Platform) -> None:
        api = self._plane.api
        meant = {
            api.place(manifest): manifest
            for source in platform.stand_ins
            for manifest in stand_ins(source, platform.flags)
        }
        for path in self._applied.keys() - meant.keys():
            api.delete(path)
        for path, manifest in meant.items():
            if self._applied.get(path) != manifest:
                api.apply(path, manifest)
        self._applied = meant


def _as_on_a_new_cluster(change: Change) -> Change:
    """Return a change that waits for no pods, and uninstalls a release that stands already."""
    if not isinstance(change.step, Release):
        return change
    step = replace(change.step, waits=False)
    return replace(change, step=Reinstalled(**vars(step)) if change.action == "change" else step)
