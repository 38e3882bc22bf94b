"""What Kubernetes, the node or the platform would refuse, with its place, reason and remedy."""

import time
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.chart_rules import rule_mistakes
from config.applications.chart_values import ChartValues, merge
from config.applications.rules.annotations import COUNTERPARTS
from config.applications.rules.environment import LARGEST_TEXT, LARGEST_TOTAL
from config.applications.rules.ingresses import LARGEST_ANNOTATIONS
from config.applications.rules.own_annotations import OWN_HOST
from config.applications.rules.volumes import SYSTEM, TMP, mount_paths
from config.errors import Mistake
from config.kubernetes_names import (
    INGRESS_CLASS,
    PRIORITY_CLASSES,
    SECRET_STORE,
)
from config.yaml.source import load_yaml

HOST = "shop.example.com"
CANARY = {"strategy": "canary"}


def refused(**values: object) -> dict[str, Mistake]:
    """Return the mistakes of values, by their path."""
    merged = merge([load_yaml(yaml.safe_dump(values), Path("values.yaml"))])
    return {mistake.path: mistake for mistake in rule_mistakes(merged, ())}


def ingress(**more: object) -> dict[str, Any]:
    """Return values with an Ingress."""
    return {"ingresses": [{"host": HOST, **more}]}


def narrow(*numbers: int) -> dict[str, Any]:
    """Return destinations of so many networks each."""
    return {
        f"d{index}": {"cidrs": [f"203.0.{index}.{n}/32" for n in range(number)], "ports": [1]}
        for index, number in enumerate(numbers)
    }


def alert(**more: object) -> dict[str, Any]:
    """Return values with an alert of the application's own."""
    rule = {"alert": "Slow", "expr": "up == 0", **more}
    return {"monitoring": {"prometheusRule": {"rules": [rule]}}}


def volumes(*paths: str, **source: object) -> dict[str, Any]:
    """Return values with a volume at each path, for writing unless `source` says otherwise."""
    kind = source or {"emptyDir": {"sizeLimit": "1Mi"}}
    return {
        "volumes": {f"v{n}": {"mountPath": path, **deepcopy(kind)} for n, path in enumerate(paths)}
    }


@pytest.mark.parametrize(
    ("values", "path", "problem", "remedy"),
    [
        (
            {"resources": {"requests": {"memory": "1Gi"}}},
            "resources.requests.memory",
            "is more than resources.limits.memory",
            "lower it",
        ),
        (
            {"extraPorts": {"web": 80}},
            "extraPorts.web",
            "meets port 80 of the Service",
            "let the application listen on another port",
        ),
        (
            {"networkPolicy": {"egress": {"a": {"cidrs": ["10.1.2.3/8"], "ports": [1]}}}},
            "networkPolicy.egress.a.cidrs.0",
            "is an address within a network",
            "write the one",
        ),
        ({"priorityClassName": "high"}, "priorityClassName", "does not exist", "correct"),
        ({"ingressClassName": "nginx"}, "ingressClassName", "does not exist", "correct"),
        ({"externalSecret": {"store": "a"}}, "externalSecret.store", "does not exist", "correct"),
        (
            {"rollout": {"canary": {"analysis": {"prometheus": "http://a"}}}},
            "rollout.canary.analysis.prometheus",
            "does not exist",
            "correct",
        ),
        (
            {"rollout": CANARY},
            "rollout.strategy",
            "makes canaries that nothing judges",
            "name a metric",
        ),
        (
            {"rollout": {"canary": {"analysis": {"maxErrorPercent": None}}} | CANARY} | ingress(),
            "rollout.strategy",
            "makes canaries that nothing judges",
            "name a metric",
        ),
        (
            {"rollout": CANARY} | ingress(protocol="grpc"),
            "rollout.strategy",
            "makes canaries that nothing judges",
            "name a metric",
        ),
        (
            {"rollout": CANARY} | ingress(annotations={"nginx.org/grpc-services": "shop"}),
            "rollout.strategy",
            "makes canaries that nothing judges",
            "name a metric",
        ),
        (
            {
                "rollout": {
                    "canary": {
                        "steps": [{"weight": 20, "seconds": 1}, {"weight": 20, "seconds": 2}]
                    }
                }
            },
            "rollout.canary.steps",
            "do not rise",
            "put them in order",
        ),
        (volumes("/tmp//"), "volumes.v0.mountPath", "is the path of two", "mount"),  # noqa: S108
        (volumes("/a", "/a/./"), "volumes.v1.mountPath", "is the path of two", "mount"),
        (volumes("//dev/x"), "volumes.v0.mountPath", "lies at or below /dev", "mount"),
        (
            volumes("/etc", secret={"secretName": "a"}),
            "volumes.v0.mountPath",
            "is read-only, and the node mounts /etc/hostname",
            "mount it elsewhere",
        ),
        (
            {"config": {"mountPath": "/a", "files": {"a": ""}}, **volumes("/a/b")},
            "volumes.v0.mountPath",
            "lies in /a, a volume that is read-only",
            "mount it elsewhere",
        ),
        (
            {"config": {"mountPath": TMP, "files": {"a": ""}}},
            "config.mountPath",
            "is the path of two volumes",
            "mount one of them elsewhere",
        ),
        (
            ingress(paths=["/a", "/a/"]),
            "ingresses.0.paths.1",
            "is an earlier path but for the slash",
            "remove one",
        ),
        (
            ingress(paths=["/", "/api/variants"]),
            "ingresses.0.paths.1",
            "has /var in it",
            "serve it under another path",
        ),
        (
            {"env": {"A": "a" * LARGEST_TEXT}},
            "env.A",
            "takes 131,075 bytes",
            "put the text into a file",
        ),
        (
            {"config": {"files": {"a": "a" * LARGEST_TOTAL, "b": "b"}}},
            "config.files",
            "has 1,048,577 bytes",
            "put large files into the image",
        ),
        (
            {"env": {f"A{n}": "a" * (LARGEST_TOTAL // 10) for n in range(10)}},
            "env",
            "takes 1,048,610 bytes with command and args",
            "put long texts into files",
        ),
        (
            ingress(annotations={"a": "b" * LARGEST_ANNOTATIONS}),
            "ingresses.0.annotations",
            "takes 262,145 bytes",
            "shorten",
        ),
        (
            {"shutdown": {"delaySeconds": 241, "drainSeconds": 600}},
            "shutdown.drainSeconds",
            "with shutdown.delaySeconds is longer than a drain",
            "lower it",
        ),
        *(
            (
                {"resources": {"requests": {name: "0"}}},
                f"resources.requests.{name}",
                "is too little for a container to start in",
                "write the unit",
            )
            for name in ("memory", "ephemeral-storage")
        ),
        (
            ingress(paths=[f"/{n}" for n in range(101)]),
            "ingresses.0.paths",
            "are 101 paths",
            "name what stands above",
        ),
        (
            {"rollout": {"revisionHistoryLimit": 101}},
            "rollout.revisionHistoryLimit",
            "keeps objects that nobody goes back to",
            "lower it",
        ),
        (
            {"networkPolicy": {"egress": narrow(25, 26)}},
            "networkPolicy.egress",
            "names 51 networks",
            "name the destinations' own",
        ),
        (
            {"externalSecret": {"refreshInterval": "59s"}},
            "externalSecret.refreshInterval",
            "asks AWS so often",
            "lengthen it",
        ),
        (
            {"monitoring": {"serviceMonitor": {"interval": "9s"}}},
            "monitoring.serviceMonitor.interval",
            "has Prometheus, which is for all, read more often",
            "write the interval",
        ),
        (
            alert(alert="Watchdog"),
            "monitoring.prometheusRule.rules.0.alert",
            "is an alert of the platform",
            "choose another name",
        ),
        (
            alert(labels={"namespace": "basket"}),
            "monitoring.prometheusRule.rules.0.labels.namespace",
            "is a label by which the alert could be taken for another's",
            "say it in an annotation",
        ),
        *(
            (
                alert(**{kind: {"team": text}}),
                f"monitoring.prometheusRule.rules.0.{kind}.team",
                "asks more in braces",
                "remove the rest",
            )
            for kind in ("labels", "annotations")
            for text in (
                '{{ query "up" }}',
                '{{ $value }} {{ with query "up" }}{{ . }}{{ end }}',
                '{{ "up" | query }}',
                "{{ $value | query }}",
                '{ {{ query "up" }} }',
                '{{{ query "up" }}',
                '{{- template "a" -}}',
                "{{ $value\n| query }}",
                "{{",
            )
        ),
    ],
)
def test_what_would_be_refused_later_is_refused(
    values: dict[str, Any], path: str, problem: str, remedy: str
) -> None:
    ((found, mistake),) = refused(**values).items()
    assert (found, mistake.line is not None) == (path, True)
    assert mistake.problem.startswith(problem)
    assert mistake.remedy.startswith(remedy)
    assert mistake.allowed


@pytest.mark.parametrize(
    "values",
    [
        {"resources": {"requests": {"memory": "0.25Gi"}}},
        {"extraPorts": {"web": 8081}},
        {"networkPolicy": {"egress": {"a": {"cidrs": ["10.0.0.0/8"], "ports": [1]}}}},
        *({"priorityClassName": name} for name in ("", *PRIORITY_CLASSES)),
        {"ingressClassName": INGRESS_CLASS},
        {"externalSecret": {"store": SECRET_STORE}},
        {
            "rollout": CANARY
            | {"canary": {"analysis": {"metrics": {"a": {"series": "b", "max": 1}}}}}
        },
        {"rollout": CANARY} | ingress(),
        volumes("/tmp/a", "/dev/shm", "/a", "/a/b", "/etc"),  # noqa: S108
        volumes("/a", "/ab", secret={"secretName": "a"}),
        {"config": {"mountPath": TMP, "files": {}}},
        ingress(paths=["/", "/a", "/a/b", "/v/ar", "/a/etc/b"]),
        {"env": {"A": "a" * (LARGEST_TEXT - 3)}},
        {"args": ["a" * (LARGEST_TEXT - 1)]},
        {"config": {"files": {"a": "a" * LARGEST_TOTAL}}},
        ingress(annotations={"a": "b" * (LARGEST_ANNOTATIONS - 1)}),
        {"shutdown": {"delaySeconds": 240, "drainSeconds": 600}},
        {"rollout": {"revisionHistoryLimit": 100}},
        ingress(paths=[f"/{n}" for n in range(100)]),
        {"resources": {"requests": {"memory": "6Mi"}, "limits": {"memory": "6Mi"}}},
        {"networkPolicy": {"egress": narrow(25, 25)}},
        *({"externalSecret": {"refreshInterval": each}} for each in ("0s", "60s", "1m", "1h")),
        *({"monitoring": {"serviceMonitor": {"interval": each}}} for each in ("10s", "1m1s")),
        alert(labels={"severity": "critical", "team": "{{ $labels.team }}"}),
        *(
            alert(annotations={"a": text})
            for text in (
                "",
                "a { b } }} {",
                "{{ $value }}",
                "{{- $labels.pod -}}: {{ $value | humanizePercentage }}",
                '{{ printf "%.2f" $value }}\nof a {b}',
                "{{$value|humanize1024|title}}",
            )
        ),
        ingress(annotations={"nginx.org/lb-method": "ip_hash", "example.com/ingress.class": "a"}),
    ],
    ids=lambda values: ascii(values)[:80],
)
def test_what_works_is_taken(values: dict[str, Any]) -> None:
    assert refused(**values) == {}


def test_a_limit_of_nothing_is_refused() -> None:
    nothing = {"memory": "0", "ephemeral-storage": "0Ki"}
    assert set(refused(resources={"requests": dict(nothing), "limits": dict(nothing)})) == {
        f"resources.limits.{name}" for name in nothing
    }


@pytest.mark.parametrize("path", SYSTEM)
def test_nothing_is_mounted_where_the_node_mounts(path: str) -> None:
    assert set(refused(**volumes(f"{path}/", f"{path}/a"))) == {
        "volumes.v0.mountPath",
        "volumes.v1.mountPath",
    }


@pytest.mark.parametrize(("theirs", "ours"), COUNTERPARTS.items())
def test_an_annotation_of_the_communitys_nginx_is_answered_with_f5s(theirs: str, ours: str) -> None:
    key = f"nginx.ingress.kubernetes.io/{theirs}"
    mistake = refused(**ingress(annotations={key: "1"}))[f"ingresses.0.annotations.{key}"]
    assert mistake.problem == "is an annotation of another ingress controller"
    assert mistake.remedy == f"write nginx.org/{ours}"


@pytest.mark.parametrize("ours", COUNTERPARTS.values())
def test_what_an_annotation_is_answered_with_may_be_used(ours: str) -> None:
    assert f"nginx.org/{ours}" in OWN_HOST


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("nginx.ingress.kubernetes.io/canary", "is an annotation of another ingress controller"),
        ("alb.ingress.kubernetes.io/scheme", "is an annotation of another ingress controller"),
        ("Ingress.Kubernetes.io/a", "is an annotation of another ingress controller"),
        ("haproxy.org/timeout-server", "is an annotation of another ingress controller"),
        ("kubernetes.io/ingress.class", "is not read by the platform's ingress controller"),
        ("nginx.com/jwt-realm", "is for NGINX Plus only, which the platform does not run"),
        ("nginx.org/server-snippets", "is a snippet, which the ingress controller does not take"),
    ],
)
def test_an_annotation_that_nothing_reads_is_removed(key: str, problem: str) -> None:
    mistake = refused(**ingress(annotations={key: "1"}))[f"ingresses.0.annotations.{key}"]
    assert mistake.problem == problem
    assert mistake.remedy.startswith("remove it")


def test_thousands_of_volumes_are_held_against_each_other_in_seconds() -> None:
    names = map(str, range(15_000))
    mounts = {each: {"mountPath": f"/data/{each}", "secret": {}} for each in names}
    effective = {"config": {"files": {}}, "volumes": mounts}
    begun = time.process_time()
    assert not list(mount_paths(ChartValues((), {}, effective, {})))
    # All pairs take a minute.
    assert time.process_time() - begun < 10
