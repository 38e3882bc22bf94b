from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.chart_rules import RULES, rule_mistakes
from config.applications.chart_values import merge
from config.errors import Mistake
from config.yaml.source import load_yaml

TMP = "/tmp"  # noqa: S108 - in a pod
EMPTY = {"emptyDir": {"sizeLimit": "1Mi"}}


def refused(invalid: tuple[str, ...] = (), **values: object) -> dict[str, Mistake]:
    """Return the contradictions in values, by their path."""
    merged = merge([load_yaml(yaml.safe_dump(values), Path("values.yaml"))])
    return {mistake.path: mistake for mistake in rule_mistakes(merged, invalid)}


def test_the_defaults_of_the_chart_do_not_contradict_each_other() -> None:
    assert refused() == {}


@pytest.mark.parametrize(
    ("values", "path", "problem"),
    [
        (
            {"autoscaling": {"minReplicas": 5, "maxReplicas": 4}},
            "autoscaling.maxReplicas",
            "is less than autoscaling.minReplicas",
        ),
        (
            {"podDisruptionBudget": {"minAvailable": 3}},
            "podDisruptionBudget.minAvailable",
            "blocks every drain of a node at autoscaling.minReplicas",
        ),
        (
            {"podDisruptionBudget": {"minAvailable": "67%"}},
            "podDisruptionBudget.minAvailable",
            "blocks every drain of a node at autoscaling.minReplicas",
        ),
        (
            {"podDisruptionBudget": {"minAvailable": 4}},
            "podDisruptionBudget.minAvailable",
            "can never be met by autoscaling.minReplicas",
        ),
        (
            {"ingresses": [{"host": "a.b"}, {"host": "c.d"}, {"host": "a.b"}]},
            "ingresses.2.host",
            "is the host of an earlier entry",
        ),
        ({"extraPorts": {"admin": 8080}}, "extraPorts", "two ports have the same number"),
        (
            {"monitoring": {"serviceMonitor": {"enabled": True, "port": "metrics"}}},
            "monitoring.serviceMonitor.port",
            "is not a port of the application",
        ),
        (
            {"env": {"A": "1"}, "secretEnv": {"A": {"secret": "a", "key": "a"}}},
            "env.A",
            "is set by secretEnv too",
        ),
        (
            {"secretEnv": {"A": {"key": "a"}}},
            "secretEnv.A.key",
            "is not in the application's own Secret",
        ),
        (
            {"volumes": {"a": {"mountPath": TMP, **EMPTY}}},
            "volumes.a.mountPath",
            "is the path of two volumes",
        ),
        (
            {
                "config": {"mountPath": "/etc/a", "files": {"a": "b"}},
                "volumes": {"a": {"mountPath": "/etc/a", **EMPTY}},
            },
            "volumes.a.mountPath",
            "is the path of two volumes",
        ),
    ],
)
def test_values_that_contradict_each_other_are_refused(
    values: dict[str, Any], path: str, problem: str
) -> None:
    found = refused(**values)
    assert {key: mistake.problem for key, mistake in found.items()} == {path: problem}


@pytest.mark.parametrize(
    "values",
    [
        {"autoscaling": {"minReplicas": 5, "maxReplicas": 5}},
        {"podDisruptionBudget": {"minAvailable": "66%"}},
        {"ingresses": [{"host": "a.b"}, {"host": "c.d"}]},
        {"monitoring": {"serviceMonitor": {"enabled": False, "port": "metrics"}}},
        {
            "monitoring": {"serviceMonitor": {"enabled": True, "port": "metrics"}},
            "extraPorts": {"metrics": 9090},
        },
        {
            "secretEnv": {"A": {"key": "a"}},
            "externalSecret": {"data": {"a": {"secret": "shop"}}},
        },
        {"secretEnv": {"A": {"key": "a", "secret": "other"}}},
        {"volumes": {"a": {"mountPath": "/etc/config", **EMPTY}}},
    ],
)
def test_values_that_agree_are_accepted(values: dict[str, Any]) -> None:
    assert refused(**values) == {}


@pytest.mark.parametrize("keys", RULES)
def test_a_rule_is_passed_over_where_the_schema_refuses_what_it_reads(
    keys: tuple[str, ...],
) -> None:
    values = dict.fromkeys((key for keys in RULES for key in keys), "not what a rule expects")
    assert refused(tuple(values), **values) == {}
    assert keys
