"""Releases of the chart: one for every set of values that it is tried with."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from config.applications.chart_values import CHART
from config.aws.rds_authorities import database_authorities
from config.platform import load_platform
from sandbox.kubernetes import LocalControlPlane
from terraform_json.types import Json
from tests.patience import PATIENCE_SECONDS

# What the platform adds where an application has a database.
DATABASE = {
    "database": {
        "host": "cluster.example.internal",
        "readerHost": "cluster-ro.example.internal",
        "port": 5432,
        "name": "backend",
        "user": "backend",
        "cidrs": ["10.0.96.0/24"],
        "caBundle": database_authorities("eu-west-1"),
    },
    "podIdentity": {"enabled": True},
}


def _values() -> dict[str, Json]:
    """Return every set of values by the name of its release."""
    cases: dict[str, Json] = {
        application.name: dict(application.values) | (DATABASE if application.database else {})
        for application in load_platform("staging").applications
    }
    for file in sorted(CHART.glob("ci/*-values.yaml")):
        name = f"ci-{file.name.removesuffix('-values.yaml')}"
        cases[name] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return cases


VALUES = _values()


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
        """Wait until the autoscaler has made its minimum of pods, and all are ready."""
        least = self.get("hpa", self.name)["spec"]["minReplicas"]
        ready = f"--for=jsonpath={{.status.readyReplicas}}={least}"
        self.kubectl("wait", f"deployment/{self.name}", ready, f"--timeout={PATIENCE_SECONDS}s")
