"""A release of the chart of applications on a control plane."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from config.applications.chart_values import CHART
from sandbox.kubernetes import LocalControlPlane
from sandbox.kubernetes.objects import is_pod_ready

PATIENCE_SECONDS: Final = 300
"""When to give up: enough for a machine that is busy with other work."""
RESTRICTED: Final = {"pod-security.kubernetes.io/enforce": "restricted"}


def make_namespaces(cluster: LocalControlPlane, names: Iterable[str]) -> None:
    """Make a namespace for each release, as strict as those of the platform."""
    made = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": RESTRICTED}}
        for name in names
    ]
    cluster.run("kubectl", "apply", "--filename=-", stdin=yaml.safe_dump_all(made))


@dataclass(frozen=True)
class Release:
    """One release of the chart, in a namespace of its name."""

    cluster: LocalControlPlane
    name: str
    values: Path

    def helm(self, *arguments: str) -> str:
        """Run helm in the release's namespace."""
        return self.cluster.run("helm", *arguments, f"--namespace={self.name}")

    def kubectl(self, *arguments: str) -> str:
        """Run kubectl in the release's namespace."""
        return self.cluster.run("kubectl", *arguments, f"--namespace={self.name}")

    def get(self, *what: str) -> Any:  # noqa: ANN401 - JSON
        """Return an object, or a list of objects."""
        found = json.loads(self.kubectl("get", *what, "--output=json"))
        return found.get("items", found)

    def upgrade(self, *arguments: str, chart: Path = CHART) -> None:
        """Install or upgrade, and wait until all pods of the revision are ready."""
        values = f"--values={self.values}"
        self.helm("upgrade", "--install", self.name, str(chart), values, "--wait", *arguments)

    def wait_for_replicas(self) -> None:
        """Wait until the autoscaler, if any, has made its least pods, and all are ready."""
        autoscalers = self.get("hpa")
        if not autoscalers:
            return
        scaler = autoscalers[0]["spec"]
        target = scaler["scaleTargetRef"]
        ready = f"--for=jsonpath={{.status.readyReplicas}}={scaler['minReplicas']}"
        what = f"{target['kind'].lower()}/{target['name']}"
        within = f"--timeout={PATIENCE_SECONDS}s"
        # Where all pods may go at once, Helm does not wait for the new ones.
        if target["kind"] == "Deployment":
            self.kubectl("rollout", "status", what, within)
        self.kubectl("wait", what, ready, within)

    def ready_pods(self) -> set[str]:
        """Return the names of the pods that are ready, and not being deleted."""
        return {pod["metadata"]["name"] for pod in self.get("pods") if is_pod_ready(pod)}
