"""A Kubernetes control plane without containers, for tests and the sandbox.

etcd, the API server, the controllers and the scheduler are real. The nodes are simulated by kwok:
their pods become ready, but nothing is executed. See docs/decisions/0005.
"""

from sandbox.kubernetes.cluster import LocalControlPlane
from sandbox.kubernetes.kubelet import PodDelays
from sandbox.kubernetes.lifecycle import control_plane
from sandbox.kubernetes.nodes import DEFAULT_NODES, Node
from sandbox.kubernetes.processes import ControlPlaneError

__all__ = [
    "DEFAULT_NODES",
    "ControlPlaneError",
    "LocalControlPlane",
    "Node",
    "PodDelays",
    "control_plane",
]
