"""The alerts on the platform: what each looks at, and whether that is there."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.addons.load import addon_pins
from config.addons.names import PLATFORM_ADDONS
from config.kubernetes_names import RETIRING_TAINT
from tests.helm.addons.values import STACK, at

FILES = Path("helm/alerts/files")
PLAYED = Path(__file__).parent / "alerts.promtool.yaml"
PINS = addon_pins()

# For each alert: severity, minutes that it waits, its threshold, and the metrics that it looks at.
# Each file names the source of its metrics; those of ours are records.
BY_ZONE, ZONES = "platform:replicaset_pods:by_zone", "platform:usable_node:zone"
ANSWERS = "coredns_dns_responses_total"
RESPONSES = "nginx_ingress_controller_upstream_server_response_latency_ms_count"
AVAILABLE = "kube_deployment_status_replicas_available"
LEAST = "kube_horizontalpodautoscaler_spec_min_replicas"
SYNC_ERRORS = "externalsecret_sync_calls_error"
EXPECTED = {
    ("ZoneSkew", "warning"): (30, "> 1", {BY_ZONE, ZONES}),
    ("CoreDnsDown", "critical"): (5, "== 1", {"up"}),
    ("CoreDnsErrors", "warning"): (10, "> 0.01", {ANSWERS}),
    ("CoreDnsErrors", "critical"): (5, "> 0.05", {ANSWERS}),
    ("CoreDnsSlow", "warning"): (10, "> 1", {"coredns_dns_request_duration_seconds_bucket"}),
    ("NginxErrors", "critical"): (5, "> 0.05", {RESPONSES}),
    ("NginxReloadFailed", "critical"): (
        5,
        "== 0",
        {"nginx_ingress_controller_nginx_last_reload_status"},
    ),
    ("NginxConfigurationRefused", "warning"): (
        0,
        "> 0",
        {"nginx_ingress_controller_nginx_reload_errors_total"},
    ),
    ("NginxTooFewPods", "critical"): (2, "< 2", {AVAILABLE}),
    ("NginxTooFewPods", "warning"): (15, "< max by (namespace)", {AVAILABLE, LEAST}),
    ("ExternalSecretErrors", "warning"): (
        15,
        "> 0",
        {"externalsecret_status_condition", SYNC_ERRORS},
    ),
    ("SecretStoreNotReady", "critical"): (
        10,
        "== 1",
        {"clustersecretstore_status_condition", "secretstore_status_condition"},
    ),
    ("ExternalDnsNotSynced", "warning"): (
        5,
        "> 900",
        {"external_dns_controller_last_sync_timestamp_seconds"},
    ),
    ("ExternalDnsErrors", "warning"): (
        15,
        "> 0",
        {"external_dns_registry_errors_total", "external_dns_source_errors_total"},
    ),
    ("LogsLost", "critical"): (
        0,
        "> 0",
        {"fluentbit_output_retries_failed_total", "fluentbit_output_dropped_records_total"},
    ),
    ("LogDeliveryFails", "warning"): (
        30,
        "> 0",
        {"fluentbit_output_errors_total", "fluentbit_output_retries_total"},
    ),
    ("LogsNotCollected", "warning"): (
        15,
        "> 0",
        {
            "kube_daemonset_status_desired_number_scheduled",
            "kube_daemonset_status_number_available",
        },
    ),
    ("DeschedulerEvictsInVain", "warning"): (0, "> 50", {"descheduler_pods_evicted_total"}),
    ("CanaryAborted", "warning"): (15, "== 1", {"rollout_info"}),
}
RECORDED = {
    ZONES: {
        "kube_node_labels",
        "kube_node_status_condition",
        "kube_node_spec_unschedulable",
        "kube_node_spec_taint",
    },
    BY_ZONE: {"kube_pod_info", "kube_pod_status_phase", ZONES},
}

METRIC = re.compile(r"\b(?:up|[a-z]+:[a-z_]+:[a-z_]+|[a-z]+_[a-z_]+)(?=[{)\[\s]|$)")
# What else is written in small letters, with or without underscores.
NOT_METRICS = re.compile(r'"[^"]*"|\b(?:by|on|group_left) \([^)]*\)|group_left')


def rules(path: Path) -> list[dict[str, Any]]:
    """Return the rules of a file."""
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


RULES = [rule for path in sorted(FILES.rglob("*.yaml")) for rule in rules(path)]
ALERTS = {(r["alert"], r["labels"]["severity"]): r for r in RULES if "alert" in r}


def metrics(expression: str) -> set[str]:
    """Return the metrics that an expression looks at."""
    return set(METRIC.findall(NOT_METRICS.sub("", expression))) - {"histogram_quantile"}


def minutes(alert: dict[str, Any]) -> int:
    """Return how long an alert waits."""
    return int(alert.get("for", "0m").removesuffix("m"))


def test_no_alert_is_there_twice_or_unknown() -> None:
    assert len([rule for rule in RULES if "alert" in rule]) == len(ALERTS)
    assert ALERTS.keys() == EXPECTED.keys()


@pytest.mark.parametrize(("alert", "expected"), EXPECTED.items(), ids=map("-".join, EXPECTED))
def test_an_alert_goes_off_where_it_should(
    alert: tuple[str, str], expected: tuple[int, str, set[str]]
) -> None:
    waits, threshold, looked_at = expected
    found = ALERTS[alert]
    assert minutes(found) == waits
    assert threshold in found["expr"]
    assert metrics(found["expr"]) == looked_at


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool, of Prometheus, is missing")
def test_prometheus_lets_them_go_off_when_all_is_wrong_and_stay_silent_when_all_is_well(
    tmp_path: Path,
) -> None:
    files = [str(path.resolve()) for path in sorted(FILES.rglob("*.yaml"))]
    played = yaml.safe_load(PLAYED.read_text(encoding="utf-8")) | {"rule_files": files}
    (tmp_path / "alerts.yaml").write_text(yaml.safe_dump(played), encoding="utf-8")
    command = ["promtool", "test", "rules", "alerts.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_records_look_at_what_kube_state_metrics_has() -> None:
    records = {r["record"]: metrics(r["expr"]) for r in RULES if "record" in r}
    assert records == RECORDED


@pytest.mark.parametrize("alert", ALERTS, ids="-".join)
def test_an_alert_says_what_is_wrong_and_where_to_look(alert: tuple[str, str]) -> None:
    annotations = ALERTS[alert]["annotations"]
    assert annotations.keys() == {"summary", "description", "runbook"}
    assert annotations["summary"].endswith(".")
    assert len(annotations["description"]) > len(annotations["summary"]) / 2


def test_alerts_of_an_addon_are_in_the_file_of_its_name() -> None:
    assert {path.stem for path in FILES.glob("addons/*.yaml")} <= {*PLATFORM_ADDONS}


def test_a_skew_of_what_has_no_constraint_is_no_news() -> None:
    (by_zone,) = [rule["expr"] for rule in RULES if rule.get("record") == BY_ZONE]
    name = f"{at(STACK, 'fullnameOverride')}-operator-webhook"
    assert re.findall(r'created_by_name!~"(.*)-\.\*"', by_zone) == [name]


def test_alerts_know_nodes_that_retire_by_their_taint() -> None:
    (usable,) = [rule["expr"] for rule in RULES if rule.get("record") == ZONES]
    assert f'kube_node_spec_taint{{key="{RETIRING_TAINT}"}}' in usable


def test_alerts_know_nodes_by_the_labels_that_become_metrics() -> None:
    (allowed,) = at(STACK, "kube-state-metrics.metricLabelsAllowlist")
    kept = re.findall(r"\[(.*)]", allowed)[0].split(",")
    labels = {f"label_{re.sub('[./]', '_', label)}" for label in kept}
    used = {name for rule in RULES for name in re.findall(r"\blabel_\w+", rule["expr"])}
    assert used == labels


@pytest.mark.parametrize(
    ("addon", "kind", "name"),
    [
        ("nginx-ingress", "deployment", "nginx-ingress-controller"),
        ("aws-for-fluent-bit", "daemonset", "aws-for-fluent-bit"),
    ],
)
def test_alerts_know_the_pods_of_an_addon_by_name(addon: str, kind: str, name: str) -> None:
    written = " ".join(rule["expr"] for rule in rules(FILES / "addons" / f"{addon}.yaml"))
    assert set(re.findall(r'\bnamespace="([^"]*)"', written)) == {PINS[addon].namespace}
    assert set(re.findall(rf'{kind}="([^"]*)"', written)) == {name}


def test_logs_are_told_of_by_the_node_which_the_scraping_names() -> None:
    monitors = at(STACK, "prometheus.additionalPodMonitors")
    (fluent_bit,) = [each for each in monitors if each["name"] == "aws-for-fluent-bit"]
    (scraped,) = fluent_bit["podMetricsEndpoints"]
    assert "node" in {each["targetLabel"] for each in scraped["relabelings"]}
    assert "sum by (node)" in ALERTS["LogsLost", "critical"]["expr"]
