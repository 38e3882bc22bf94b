"""Finds the platform's alerts that go off if a state lasts, by Prometheus's own reckoning.

A game day is over in seconds, and alerts wait for minutes. So the state in the end is held for an
hour, as the metrics of kube-state-metrics that the rules look at, and `promtool` evaluates the
rules that are installed in the cluster. Metrics of programs, which do not run here, are left out.
https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

from ops.command import Failure
from ops.programs import program
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import (
    NODES,
    PODS,
    ZONE_LABEL,
    is_node_ready,
    is_pod_ready,
    node_of,
)
from terraform_json.types import Json

HELD_MINUTES: Final = 60
"""Longer than any alert waits."""
_RULES: Final = "/apis/monitoring.coreos.com/v1/prometheusrules"
_FIRING: Final = 'ALERTS{alertstate="firing"}'
_NAME: Final = re.compile(r'alertname="([^"]+)"')
_DNS: Final = "kube-dns"

Series = tuple[str, dict[str, str], float]


def alerts(api: Api) -> tuple[str, ...]:
    """Return the names of the alerts that go off if the state of a cluster lasts.

    Args:
        api: The cluster, in which the platform's rules are installed.

    Raises:
        Failure: Prometheus does not understand a rule.
    """
    groups = [group for each in api.items(_RULES) for group in each["spec"]["groups"]]
    if not groups:
        return ()
    # Two objects may each have a group of a name, and one file may not.
    named = [{**group, "name": f"{group['name']} {index}"} for index, group in enumerate(groups)]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "rules.yaml").write_text(yaml.safe_dump({"groups": named}))
        (Path(folder) / "test.yaml").write_text(yaml.safe_dump(_test(list(_series(api)))))
        done = subprocess.run(
            [str(program("promtool")), "test", "rules", "test.yaml"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    said = done.stdout + done.stderr
    if done.returncode and _FIRING.partition("{")[0] not in said:
        raise Failure(f"Prometheus does not take the alerts of the platform: {said.strip()}")
    return tuple(sorted(set(_NAME.findall(said))))


def _test(series: list[Series]) -> Json:
    """Return a test that wants no alert, and so fails with those that go off."""
    held = [
        {"series": f"{name}{{{_labels(labels)}}}", "values": f"{value:g}x{HELD_MINUTES}"}
        for name, labels, value in series
    ]
    nothing = {"expr": _FIRING, "eval_time": f"{HELD_MINUTES - 1}m", "exp_samples": []}
    return {
        "rule_files": ["rules.yaml"],
        "evaluation_interval": "1m",
        "tests": [{"interval": "1m", "input_series": held, "promql_expr_test": [nothing]}],
    }


def _labels(labels: dict[str, str]) -> str:
    # A string of JSON is one of PromQL.
    return ", ".join(f"{key}={json.dumps(value)}" for key, value in labels.items())


def _series(api: Api) -> Iterator[Series]:
    """Yield what kube-state-metrics would tell.

    https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics
    """
    pods = api.items(PODS)
    for pod in pods:
        yield from _of_pod(pod)
    for node in api.items(NODES):
        yield from _of_node(node)
    for each in api.items("/apis/apps/v1/deployments"):
        labels = _named(each, "deployment")
        available = each["status"].get("availableReplicas", 0)
        yield "kube_deployment_status_replicas_available", labels, available
    for each in api.items("/apis/apps/v1/daemonsets"):
        labels, status = _named(each, "daemonset"), each["status"]
        wanted, there = status["desiredNumberScheduled"], status.get("numberAvailable", 0)
        yield "kube_daemonset_status_desired_number_scheduled", labels, wanted
        yield "kube_daemonset_status_number_available", labels, there
    for each in api.items("/apis/autoscaling/v2/horizontalpodautoscalers"):
        labels = _named(each, "horizontalpodautoscaler")
        name = "kube_horizontalpodautoscaler"
        yield f"{name}_spec_min_replicas", labels, each["spec"]["minReplicas"]
        yield f"{name}_status_current_replicas", labels, each["status"].get("currentReplicas", 0)
    for each in api.items("/apis/policy/v1/poddisruptionbudgets"):
        labels, healthy = _named(each, "poddisruptionbudget"), each["status"].get("currentHealthy")
        yield "kube_poddisruptionbudget_status_current_healthy", labels, healthy or 0
    answers = any(
        is_pod_ready(pod) and pod["metadata"].get("labels", {}).get("k8s-app") == _DNS
        for pod in pods
    )
    yield "up", {"job": "coredns"}, float(answers)


def _of_pod(pod: Json) -> Iterator[Series]:
    labels = _named(pod, "pod")
    owner = next(iter(pod["metadata"].get("ownerReferences", ())), {"kind": "", "name": ""})
    told = {
        "created_by_kind": owner["kind"],
        "created_by_name": owner["name"],
        "priority_class": pod["spec"].get("priorityClassName", ""),
        "node": node_of(pod),
    }
    yield "kube_pod_info", {**labels, **told}, 1
    yield "kube_pod_status_phase", {**labels, "phase": pod["status"].get("phase", "")}, 1


def _of_node(node: Json) -> Iterator[Series]:
    labels, spec = node["metadata"]["labels"], node["spec"]
    name = {"node": node["metadata"]["name"]}
    told = {
        "label_node": labels.get("node", ""),
        "label_topology_kubernetes_io_zone": labels[ZONE_LABEL],
    }
    yield "kube_node_labels", {**name, **told}, 1
    ready = {**name, "condition": "Ready", "status": "true"}
    yield "kube_node_status_condition", ready, float(is_node_ready(node))
    yield "kube_node_spec_unschedulable", name, float(spec.get("unschedulable", False))
    for taint in spec.get("taints", ()):
        yield "kube_node_spec_taint", {**name, "key": taint["key"], "effect": taint["effect"]}, 1


def _named(each: Json, kind: str) -> dict[str, str]:
    return {"namespace": each["metadata"]["namespace"], kind: each["metadata"]["name"]}
