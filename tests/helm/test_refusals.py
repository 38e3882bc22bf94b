"""What the chart refuses is refused at synth too, and the other way round."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.chart_values import CHART
from config.applications.load import load_applications
from config.applications.placeholders import Placeholders
from config.errors import ConfigError

IMAGE = {"repository": "registry.example.com/shop", "digest": f"sha256:{'0' * 64}"}
EMPTY = {"emptyDir": {"sizeLimit": "1Mi"}}
TMP = "/tmp"  # noqa: S108 - in a pod

REFUSED: list[dict[str, Any]] = [
    {"image": {"repository": "shop"}},
    {"unknown": 1},
    {"probes": {"readiness": {"unknown": 1}}},
    {"probes": {"readiness": None}},
    {"autoscaling": None},
    {"autoscaling": {"minReplicas": 1}},
    {"autoscaling": {"minReplicas": 5, "maxReplicas": 4}},
    {"podDisruptionBudget": {"minAvailable": 3}},
    {"podDisruptionBudget": {"minAvailable": "67%"}},
    {"env": {"A": 1}},
    {"env": {"A": None}},
    {"env": {"A": "1"}, "secretEnv": {"A": {"secret": "a", "key": "a"}}},
    {"secretEnv": {"A": {"key": "a"}}},
    {"extraPorts": {"http": 80}},
    {"extraPorts": {"admin": 8080}},
    {"ingresses": [{"host": "a.b"}, {"host": "a.b"}]},
    {"monitoring": {"serviceMonitor": {"enabled": True, "port": "metrics"}}},
    {"rollout": {"maxSurge": 0}},
    {"volumes": {"a": {"mountPath": "/a"}}},
    {"volumes": {"a": {"mountPath": TMP, **EMPTY}}},
]
ACCEPTED: list[dict[str, Any]] = [
    {},
    {"autoscaling": {"minReplicas": 4, "maxReplicas": 4}},
    {"autoscaling": {"targetMemoryUtilizationPercentage": None}},
    {"podDisruptionBudget": {"minAvailable": "66%"}},
    {"probes": {"startup": None, "liveness": {"type": "exec", "command": ["/live"]}}},
    {"resources": {"limits": {"cpu": None}}},
    {"volumes": {"a": {"mountPath": "/etc/config", **EMPTY}}},
]


@pytest.fixture
def verdicts(tmp_path: Path, tool: Callable[..., Any]) -> Callable[[dict[str, Any]], set[str]]:
    """Return a function that gives who refuses values: `chart`, `synth`, or both."""

    def refused_by(values: dict[str, Any]) -> set[str]:
        folder = tmp_path / "shop"
        folder.mkdir()
        file = folder / "values.yaml"
        file.write_text(yaml.safe_dump({"image": IMAGE} | values), encoding="utf-8")
        rendered = tool("helm", "template", "shop", str(CHART), f"--values={file}")
        refusing = {"chart"} if rendered.returncode else set()
        try:
            load_applications(tmp_path, Placeholders.stand_ins("staging"))
        except ConfigError:
            refusing.add("synth")
        return refusing

    return refused_by


@pytest.mark.parametrize("values", REFUSED, ids=str)
def test_chart_and_synth_refuse_the_same(
    verdicts: Callable[[dict[str, Any]], set[str]], values: dict[str, Any]
) -> None:
    assert verdicts(values) == {"chart", "synth"}


@pytest.mark.parametrize("values", ACCEPTED, ids=str)
def test_chart_and_synth_accept_the_same(
    verdicts: Callable[[dict[str, Any]], set[str]], values: dict[str, Any]
) -> None:
    assert verdicts(values) == set()
