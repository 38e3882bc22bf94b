"""The real descheduler, which moves pods to a zone that has returned."""

import subprocess
from typing import Final

import yaml

from gameday.cluster import Cluster
from ops.programs import program
from sandbox.kubernetes import ControlPlaneError

MOST_CYCLES: Final = 8
"""In the platform there are minutes between two cycles."""
_EVICTED: Final = "Evicted pod"
_SECONDS: Final = 300
"""When to give up, for a machine that is busy with other work."""


def deschedule(cluster: Cluster) -> bool:
    """Run cycle after cycle with the platform's policy, until one moves nothing.

    Args:
        cluster: The cluster.

    Returns:
        Whether that came to an end; nothing is done where the platform has no descheduler.

    Raises:
        ControlPlaneError: The descheduler failed.
    """
    if cluster.platform.descheduler is None:
        return True
    for _ in range(MOST_CYCLES):
        said = _cycle(cluster)
        cluster.settle()
        if _EVICTED not in said:
            return True
    return False


def _cycle(cluster: Cluster) -> str:
    policy = {
        "apiVersion": "descheduler/v1alpha2",
        "kind": "DeschedulerPolicy",
        **(cluster.platform.descheduler or {}),
    }
    file = cluster.plane.directory / "descheduler.yaml"
    file.write_text(yaml.safe_dump(policy), encoding="utf-8")
    command = [
        str(program("descheduler")),
        f"--policy-config-file={file}",
        f"--kubeconfig={cluster.plane.kubeconfig}",
        "--descheduling-interval=0",
        # It would listen on every address of this machine.
        "--secure-port=0",
        "--v=1",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    if done.returncode:
        raise ControlPlaneError(f"the descheduler failed: {done.stderr.strip()[-500:]}")
    return done.stderr
