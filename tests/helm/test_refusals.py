"""What the chart refuses is refused at synth too, and the other way round."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.applications.chart_values import CHART
from config.applications.load import load_applications
from config.applications.placeholders import Placeholders
from config.errors import ConfigError
from tests.helm.texts import written

IMAGE = {"repository": "registry.example.com/shop", "digest": f"sha256:{'0' * 64}"}
EMPTY = {"emptyDir": {"sizeLimit": "1Mi"}}
TMP = "/tmp"  # noqa: S108 - in a pod
OTHER = f"registry.example.com/other@sha256:{'0' * 64}"
WORKER: dict[str, Any] = {"port": None, "probes": {"none": "it takes from a queue"}}
ALONE: dict[str, Any] = {"deployment": {"enabled": False}, "schedules": {"a": {"cron": "@daily"}}}


def scheduled(cron: str, **more: object) -> dict[str, Any]:
    """Return values with a schedule."""
    return {"schedules": {"a": {"cron": cron, **more}}}


def metric(**more: object) -> dict[str, Any]:
    """Return values with a metric of Kubernetes's."""
    target = {"type": "AverageValue", "averageValue": "1"}
    source = {"metric": {"name": "a"}, "target": target}
    return {"autoscaling": {"metrics": [{"type": "External", "external": source} | more]}}


REFUSED: list[dict[str, Any]] = [
    {"image": {"digest": ""}},
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
    {"rollout": {"strategy": "blue-green"}},
    {"rollout": {"strategy": "canary"}},
    {"rollout": {"canary": {"steps": []}}},
    {"rollout": {"canary": {"steps": [{"weight": 100, "seconds": 1}]}}},
    {"rollout": {"canary": {"steps": [{"weight": 20}]}}},
    {
        "rollout": {
            "canary": {"steps": [{"weight": 20, "seconds": 1}, {"weight": 20, "seconds": 2}]}
        }
    },
    {"rollout": {"canary": {"analysis": {"maxErrorPercent": 101}}}},
    {"rollout": {"canary": {"analysis": {"maxLatencyMilliseconds": 0}}}},
    {"rollout": {"canary": {"analysis": {"metrics": {"a": {"series": "a{}", "max": 1}}}}}},
    {"rollout": {"canary": {"analysis": {"metrics": {"A": {"series": "a", "max": 1}}}}}},
    {"rollout": {"canary": {"analysis": {"prometheus": "http://a b"}}}},
    {"volumes": {"a": {"mountPath": "/a"}}},
    {"volumes": {"a": {"mountPath": TMP, **EMPTY}}},
    {"volumes": {"a": {"mountPath": "//tmp/./", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/a", **EMPTY}, "b": {"mountPath": "/a/", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/a/../tmp", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "//./", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "a", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/a:b", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/a b", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/a\n", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/etc/config/a", **EMPTY}}, "config": {"files": {"a": ""}}},
    {"volumes": {"a": {"mountPath": "/etc/hosts", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/proc/a", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/etc/database/a", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/var/run/secrets/kubernetes.io/x", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/etc", "secret": {"secretName": "a"}}}},
    {"volumes": {"A": {"mountPath": "/a", **EMPTY}}},
    {"volumes": {"a" * 53: {"mountPath": "/a", **EMPTY}}},
    {"config": {"mountPath": TMP, "files": {"a": ""}}},
    {"config": {"files": {".": ""}}},
    {"config": {"files": {"..": ""}}},
    {"config": {"files": {"..a": ""}}},
    {"config": {"files": {"a/b": ""}}},
    {"config": {"files": {"a" * 254: ""}}},
    {"config": {"files": {"a": "\u00e9" * 2**19, "b": "c"}}},
    {"resources": {"requests": {"cpu": "1001m"}}},
    {"resources": {"requests": {"memory": "0.26Gi"}}},
    {"resources": {"requests": {"memory": "269M"}}},
    {"resources": {"requests": {"ephemeral-storage": "257Mi"}}},
    {"resources": {"limits": {"memory": "512m"}}},
    {"resources": {"limits": {"cpu": "1Gi"}}},
    {"resources": {"limits": {"cpu": "0.0001"}}},
    {"tmpSizeLimit": "1.5"},
    *(
        {"resources": {kind: {name: zero}}}
        for kind in ("requests", "limits")
        for name, zero in (("cpu", "0"), ("cpu", "0.00"), ("memory", "0Gi"), ("memory", "0"))
    ),
    {"resources": {"requests": {"cpu": "0m"}}},
    {"resources": {"limits": {"ephemeral-storage": "00.0Gi"}}},
    {"tmpSizeLimit": "0"},
    {"volumes": {"a": {"mountPath": "/a", "emptyDir": {"sizeLimit": "0Mi"}}}},
    {"extraPorts": {"web": 80}},
    {"extraPorts": {"a" * 16: 81}},
    {"extraPorts": {"a--b": 81}},
    {"extraPorts": {"1a": 81}},
    {"extraPorts": {"a": 65536}},
    {"user": {"id": 2**31}},
    {"user": {"group": 2**31}},
    {"user": {"id": 0}},
    {"autoscaling": {"maxReplicas": 2**31}},
    {"probes": {"liveness": {"periodSeconds": 2**31}}},
    {"rollout": {"maxSurge": 2**31}},
    {"rollout": {"revisionHistoryLimit": 2**31}},
    {"image": {"repository": "registry.example.com/shop:1.0"}},
    {"image": {"repository": f"registry.example.com/shop@sha256:{'0' * 64}"}},
    {"image": {"repository": "registry.example.com/Shop"}},
    {"image": {"repository": "Shop/web"}},
    {"image": {"repository": "registry.example.com:5000"}},
    {"image": {"repository": "registry.example.com//shop"}},
    {"image": {"repository": "shop:1.0/web:2"}},
    {"image": {"tag": "_a"}},
    {"ingresses": [{"host": "a.b", "paths": ["/a//b"]}]},
    {"ingresses": [{"host": "a.b", "paths": ["/a/../b"]}]},
    {"ingresses": [{"host": "a.b", "paths": ["/a/."]}]},
    {"ingresses": [{"host": "a.b", "paths": ["/a%2Fb"]}]},
    {"ingresses": [{"host": "a.b", "paths": ["/a b"]}]},
    {"ingresses": [{"host": "a.b", "paths": ["/a;"]}]},
    {"ingresses": [{"host": "a.b", "paths": ["/a{b}"]}]},
    {"ingresses": [{"host": "a.b", "paths": ['/a"']}]},
    {"ingresses": [{"host": "a.b", "paths": ["/a\\"]}]},
    {"ingresses": [{"host": "a.b", "paths": ["a"]}]},
    {"ingresses": [{"host": "a.b", "paths": ["/a\n---\nkind: ClusterRoleBinding"]}]},
    {"ingresses": [{"host": "a.b", "paths": ["/a", "/a/"]}]},
    {"ingresses": [{"host": f"{'a' * 64}.b"}]},
    {"ingresses": [{"host": "10.0.0.1"}]},
    {"ingresses": [{"host": "A.b"}]},
    {"ingresses": [{"host": "a..b"}]},
    {"ingresses": [{"host": "a.b", "annotations": {"a/b/c": ""}}]},
    {"ingresses": [{"host": "a.b", "annotations": {"a b": ""}}]},
    {"ingresses": [{"host": "a.b", "annotations": {"/a": ""}}]},
    {"ingresses": [{"host": "a.b", "annotations": {"a" * 64: ""}}]},
    {"ingresses": [{"host": "a.b", "annotations": {f"{'a' * 253}/a": ""}}]},
    {"networkPolicy": {"egress": {"a": {"cidrs": ["300.0.0.0/8"], "ports": [443]}}}},
    {"networkPolicy": {"egress": {"a": {"cidrs": ["10.0.0.0/33"], "ports": [443]}}}},
    {"networkPolicy": {"egress": {"a": {"cidrs": ["010.0.0.0/8"], "ports": [443]}}}},
    {"networkPolicy": {"egress": {"a": {"cidrs": ["10.0.0.0/8"], "ports": [0]}}}},
    {"networkPolicy": {"egress": {"a": {"cidrs": ["10.0.0.0/8"] * 2, "ports": [1]}}}},
    {"networkPolicy": {"egress": {"a": {"cidrs": ["10.0.0.0/8"], "ports": [1, 1]}}}},
    {"secretEnv": {"A": {"key": "..a", "secret": "a"}}},
    {"secretEnv": {"A": {"key": "a", "secret": "a..b"}}},
    {"externalSecret": {"data": {"a": {"secret": "staging/a b"}}}},
    {"externalSecret": {"data": {"..a": {"secret": "staging/a"}}}},
    {"externalSecret": {"refreshInterval": "5s1h"}},
    {"env": {"A": "a\0b"}},
    {"port": None},
    {"port": None, "probes": {"startup": None, "readiness": None, "liveness": None}},
    WORKER | {"extraPorts": {"a": 81}},
    WORKER | {"ingresses": [{"host": "a.b"}]},
    WORKER | {"monitoring": {"serviceMonitor": {"enabled": True}}},
    {"deployment": {"enabled": False}},
    ALONE | {"ingresses": [{"host": "a.b"}]},
    scheduled("TZ=UTC 0 3 * * *"),
    {"schedules": {"a" * 29: {"cron": "@daily"}}},
    scheduled("@daily", resources={"requests": {"memory": "257Mi"}}),
    {"initContainers": [{"name": "app"}]},
    {"initContainers": [{"name": "a"}, {"name": "a"}]},
    {"initContainers": [{"name": "a"}], "sidecars": {"a": {}}},
    {"initContainers": [{"name": "a", "mounts": {"b": "/b"}}]},
    {"initContainers": [{"name": "a", "image": OTHER, "mounts": {"b": "/b"}}]},
    {"initContainers": [{"name": "a", "secretEnv": {"B": {"key": "c"}}}]},
    {"sidecars": {"a": {"readiness": {"type": "http"}}}},
    {"sidecars": {"a": {"resources": {"limits": {"memory": "255Mi"}}}}},
    {"envFrom": {"config": True}},
    {"envFrom": {"secret": True}},
    {"envFrom": {"config": True}, "config": {"files": {"a.b": ""}}},
    {"ingresses": [{"host": "a.b", "port": "grpc"}]},
    {"extraObjects": {"a": {"kind": "ConfigMap", "ports": ["http"]}}},
    {"extraObjects": {"a": {"kind": "Service", "ports": ["metrics"]}}},
    {"extraObjects": {"database": {"kind": "ConfigMap", "data": {}}}},
    metric(type="Pods"),
    {"env": {"A B": ""}},
    {"probes": {"readiness": {"path": "/a #b"}}},
    {"probes": {"readiness": {"path": "/a\n"}}},
    {"monitoring": {"prometheusRule": {"rules": [{"alert": "a\nb", "expr": "1"}]}}},
    *(
        {"monitoring": {"prometheusRule": {"rules": [{"alert": "A", "expr": "1", **texts}]}}}
        for texts in (
            {"labels": {"a-b": ""}},
            {"labels": {"__name__": ""}},
            {"annotations": {"1a": ""}},
            {"for": "1m1h"},
            {"for": ""},
        )
    ),
]
# What the chart cannot know or calculate, or what only this platform refuses.
REFUSED_AT_SYNTH: list[dict[str, Any]] = [
    {"probes": {"none": "it needs none"}},
    {"port": None, "probes": {"none": "a", "readiness": {"type": "exec", "command": ["/a"]}}},
    scheduled("0 0 * * 5-1"),
    scheduled("0 0 31 2,4,6 *"),
    scheduled("@daily", timeZone="Europe/Atlantis"),
    scheduled("@daily", args=["a" * 2**17]),
    {"sidecars": {"a": {"env": {"A": ""}, "secretEnv": {"A": {"key": "a", "secret": "a"}}}}},
    {"sidecars": {"a": {"resources": {"requests": {"memory": "1"}}}}},
    {
        "config": {"files": {"a": ""}},
        "initContainers": [{"name": "a", "image": OTHER, "mounts": {"config": "/proc/a"}}],
    },
    {
        "ingresses": [
            {"host": "a.b", "protocol": "grpc", "annotations": {"nginx.org/grpc-services": "a"}}
        ]
    },
    {"extraObjects": {"a": {"kind": "ConfigMap", "data": {"a": "a" * (2**20 + 1)}}}},
    {"priorityClassName": "high"},
    {"ingressClassName": "nginx"},
    {"externalSecret": {"store": "vault"}},
    {"env": {"A": "a" * (2**17 - 2)}},
    {"args": ["a" * 2**17]},
    {"command": ["a" * 2**17]},
    {"env": {f"A{number}": "a" * 2**16 for number in range(17)}},
    {"networkPolicy": {"egress": {"a": {"cidrs": ["10.1.0.0/8"], "ports": [443]}}}},
    {"ingresses": [{"host": "a.b", "paths": ["/variants"]}]},
    {"monitoring": {"serviceMonitor": {"interval": "0s"}}},
    {"resources": {"requests": {"memory": "256"}, "limits": {"memory": "256"}}},
    {"resources": {"requests": {"memory": "5Mi"}, "limits": {"memory": "5.999Mi"}}},
    {"monitoring": {"serviceMonitor": {"interval": "0m00s"}}},
    {"ingresses": [{"host": "a.b", "paths": ["/a/root"]}]},
    {"ingresses": [{"host": "a.b", "paths": ["/etc/a"]}]},
    {"ingresses": [{"host": "a.b", "annotations": {"a": "b" * 2**18}}]},
    *(
        {"ingresses": [{"host": "a.b", "annotations": {key: "1"}}]}
        for key in (
            "nginx.ingress.kubernetes.io/proxy-body-size",
            "alb.ingress.kubernetes.io/scheme",
            "traefik.ingress.kubernetes.io/router.tls",
            "ingress.kubernetes.io/ssl-redirect",
            "haproxy.org/timeout-server",
            "kubernetes.io/ingress.class",
            "nginx.com/jwt-realm",
            "nginx.org/server-snippets",
        )
    ),
]
ACCEPTED: list[dict[str, Any]] = [
    {},
    WORKER,
    ALONE,
    ALONE | {"probes": {"readiness": None}},
    {
        "port": None,
        "probes": {
            "startup": None,
            "readiness": {"type": "exec", "command": ["/a"]},
            "liveness": {"port": 81},
        },
    },
    {"schedules": {"a" * 28: {"cron": "@daily", "failOnExitCodes": [255, 1]}}},
    {
        "volumes": {"a": {"mountPath": "/a", "persistentVolumeClaim": {"claimName": "a.b"}}},
        "initContainers": [{"name": "b", "image": OTHER, "mounts": {"a": f"{TMP}/a"}}],
        "sidecars": {"c": {}, "d": {"readiness": {"type": "tcp", "port": 81}}},
    },
    {"envFrom": {"config": True}, "config": {"files": {"A": ""}}},
    {
        "extraPorts": {"grpc": 81},
        "ingresses": [{"host": "a.b", "port": "grpc", "protocol": "grpc"}],
        "extraObjects": {
            "a": {"kind": "Service", "ports": ["http", "grpc"]},
            "b": {"kind": "ConfigMap", "data": {"c": ""}},
        },
    },
    metric()
    | {"externalSecret": {"pullSecret": {"secret": "a/b"}}, "lifecycle": {"preStop": ["/b"]}},
    {"autoscaling": {"minReplicas": 4, "maxReplicas": 4}},
    {"autoscaling": {"targetMemoryUtilizationPercentage": None}},
    {"podDisruptionBudget": {"minAvailable": "66%"}},
    {"probes": {"startup": None, "liveness": {"type": "exec", "command": ["/live"]}}},
    {"resources": {"limits": {"cpu": None}}},
    {"volumes": {"a": {"mountPath": "/etc/config", **EMPTY}}},
    {"volumes": {"a": {"mountPath": f"{TMP}files/", **EMPTY}}},
    {"volumes": {"a": {"mountPath": f"{TMP}/a", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/a", **EMPTY}, "b": {"mountPath": "/a/b", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/dev/shm", **EMPTY}}},  # noqa: S108 - in a pod
    {"volumes": {"a": {"mountPath": "/etc", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/a/..b/.c", **EMPTY}}},
    {"volumes": {"a": {"mountPath": "/proc1", **EMPTY}}},
    {"volumes": {"a" * 52: {"mountPath": "/a", **EMPTY}}},
    {"config": {"files": {".a": "", "a..b": "", "2024": "", "a" * 253: "b\n\n\n"}}},
    {"resources": {"requests": {"cpu": "1000m", "memory": "0.25Gi"}}},
    {"resources": {"requests": {"cpu": "0.010", "memory": "00.05Gi"}}},
    {"resources": {"requests": {"memory": "6Mi"}, "limits": {"memory": "6Mi"}}},
    {"rollout": {"maxSurge": 1.0}},
    {"resources": {"requests": {"cpu": "9"}, "limits": {"cpu": None}}},
    {"extraPorts": {"on": 81, "a-1": 8081, "a" * 15: 82}},
    {"user": {"id": 2**31 - 1, "group": 2**31 - 1}},
    {"rollout": {"maxSurge": 2**31 - 1}},
    {"image": {"repository": "localhost:5000/shop/web"}},
    {"image": {"repository": "Registry.example.com/a/b__c/d.e-f"}},
    {"image": {"repository": "shop"}},
    {"image": {"tag": "0"}},
    {"ingresses": [{"host": "a.b", "paths": ["/", "/a/b.html", "/~a/%20/", "/...", "/etc"]}]},
    {"ingresses": [{"host": f"{'a' * 63}.b"}]},
    {"ingresses": [{"host": "*.a.b", "annotations": {"nginx.org/lb-method": "round_robin"}}]},
    {"ingresses": [{"host": "a.b", "annotations": {"Example.com/A_b.c": "#", "a" * 63: ""}}]},
    {"networkPolicy": {"egress": {"a b": {"cidrs": ["0.0.0.0/0", "8.8.8.8/32"], "ports": [1]}}}},
    {"nodeGroup": "apps"},
    {"priorityClassName": "platform-critical"},
    {"env": {"NO": "no", "A": "a" * (2**17 - 3)}},
    {"args": ["a" * (2**17 - 1), "\u2028\t\r\n"]},
    {"secretEnv": {"A": {"key": "2024", "secret": "2024"}}},
    {"externalSecret": {"data": {"2024": {"secret": "rds!a/b", "property": "a #b"}}}},
    {"externalSecret": {"refreshInterval": "1h30m"}},
    {"monitoring": {"serviceMonitor": {"interval": "0m10s"}}},
    {"probes": {"readiness": {"path": "/a?b=c&d=%20"}}},
    {"monitoring": {"prometheusRule": {"rules": [{"alert": "no", "expr": "a\n> 1"}]}}},
]


def merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return values over others, of whose mappings they replace what they have."""
    return below | {
        key: below[key] | value if isinstance(below.get(key), dict) else value
        for key, value in above.items()
    }


def shortened(values: object) -> str:
    """Return a name for a test from its values."""
    return ascii(values)[:80]


@pytest.fixture
def verdicts(tmp_path: Path, tool: Callable[..., Any]) -> Callable[[dict[str, Any]], set[str]]:
    """Return a function that gives who refuses values: `chart`, `synth`, or both."""

    def refused_by(values: dict[str, Any]) -> set[str]:
        folder = tmp_path / "shop"
        folder.mkdir()
        file = folder / "values.yaml"
        file.write_text(written(merged({"image": IMAGE}, values)), encoding="utf-8")
        rendered = tool("helm", "template", "shop", str(CHART), f"--values={file}")
        refusing = {"chart"} if rendered.returncode else set()
        try:
            load_applications(tmp_path, Placeholders.stand_ins("staging"))
        except ConfigError:
            refusing.add("synth")
        return refusing

    return refused_by


@pytest.mark.parametrize("values", REFUSED, ids=shortened)
def test_chart_and_synth_refuse_the_same(
    verdicts: Callable[[dict[str, Any]], set[str]], values: dict[str, Any]
) -> None:
    assert verdicts(values) == {"chart", "synth"}


@pytest.mark.parametrize("values", REFUSED_AT_SYNTH, ids=shortened)
def test_synth_refuses_more_than_the_chart(
    verdicts: Callable[[dict[str, Any]], set[str]], values: dict[str, Any]
) -> None:
    assert verdicts(values) == {"synth"}


@pytest.mark.parametrize("values", ACCEPTED, ids=shortened)
def test_chart_and_synth_accept_the_same(
    verdicts: Callable[[dict[str, Any]], set[str]], values: dict[str, Any]
) -> None:
    assert verdicts(values) == set()
