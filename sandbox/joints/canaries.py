"""Runs the controller of canaries, Argo Rollouts, while its addon is in the cluster.

The pods of the addon run nothing, as all pods here. Nor does Prometheus, which it asks of new pods:
in its place is told that nobody asked them anything, which is what happens here.
"""

from typing import Final

from sandbox.kubernetes import LocalControlPlane, rollouts
from sandbox.kubernetes.measurements import Measurements

_NAMESPACE: Final = f"/api/v1/namespaces/{rollouts.NAMESPACE}"


class Canaries:
    """The controller of a control plane, from when it is needed until `stop`.

    Args:
        plane: The control plane.
    """

    def __init__(self, plane: LocalControlPlane) -> None:
        self._plane = plane
        self._measurements: Measurements | None = None

    def follow(self) -> None:
        """Start the controller, or stop it; to be called again and again, by one thread.

        Raises:
            Failure: The API does not answer, or does not take the rights of the controller.
        """
        there = self._plane.api.get(_NAMESPACE) is not None
        if not there:
            self.stop()
        elif self._measurements is None and rollouts.is_built():
            self._start()

    def stop(self) -> None:
        """Stop the controller, if it runs."""
        if self._measurements:
            self._plane.stop(rollouts.NAME)
            self._measurements.stop()
            self._measurements = None

    def _start(self) -> None:
        if not rollouts.is_defined(self._plane.api):
            return
        measurements = Measurements()
        measurements.start()
        try:
            rollouts.run(self._plane, rollouts.ours(), measurements.url)
        except BaseException:
            measurements.stop()
            raise
        self._measurements = measurements
