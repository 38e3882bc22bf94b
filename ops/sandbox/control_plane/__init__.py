"""A Kubernetes control plane without containers, for tests and the sandbox.

etcd, the API server, the controllers and the scheduler are real. The nodes are simulated by kwok:
their pods become ready, but nothing is executed. See docs/decisions/0005.
"""

from ops.sandbox.control_plane.cluster import ControlPlane
from ops.sandbox.control_plane.kubelet import PodDelays
from ops.sandbox.control_plane.lifecycle import control_plane
from ops.sandbox.control_plane.nodes import DEFAULT_NODES, Node
from ops.sandbox.control_plane.processes import ControlPlaneError

__all__ = [
    "DEFAULT_NODES",
    "ControlPlane",
    "ControlPlaneError",
    "Node",
    "PodDelays",
    "control_plane",
]
