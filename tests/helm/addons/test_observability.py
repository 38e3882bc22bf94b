"""What metrics, alerts, dashboards and logs rely on in the values of their addons."""

from operator import itemgetter
from typing import Any

import pytest

from config.addons.load import addon_pins
from config.addons.names import PLATFORM_ADDONS
from tests.helm.addons.values import STACK, at

PINS = addon_pins()

LOGS = "aws-for-fluent-bit"
DESCHEDULER = "descheduler"
NGINX = "nginx-ingress"
STATE = "/var/fluent-bit/state"


def test_prometheus_takes_monitors_and_rules_of_every_namespace() -> None:
    spec = at(STACK, "prometheus.prometheusSpec")
    for kind in ("serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"):
        assert spec[f"{kind}SelectorNilUsesHelmValues"] is False


def test_series_rules_and_alerts_are_of_the_namespace_that_they_come_from() -> None:
    spec = at(STACK, "prometheus.prometheusSpec")
    assert spec["enforcedNamespaceLabel"] == "namespace"
    free = {(each["resource"], each["namespace"]) for each in spec["excludedFromEnforcement"]}
    assert free == {
        ("prometheusrules", "monitoring"),
        ("servicemonitors", "monitoring"),
        ("podmonitors", "monitoring"),
    }


def test_an_alert_mutes_those_of_its_own_namespace_only() -> None:
    rules = at(STACK, "alertmanager.config")["inhibit_rules"]
    assert rules
    for rule in rules:
        assert rule["source_matchers"]
        assert "namespace" in rule["equal"]


def test_prometheus_keeps_what_fits_its_disk_and_no_more() -> None:
    spec = at(STACK, "prometheus.prometheusSpec")
    assert (spec["retention"], spec["retentionSize"]) == ("15d", "45GB")


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("prometheus.prometheusSpec.storageSpec", "50Gi"),
        ("alertmanager.alertmanagerSpec.storage", "2Gi"),
    ],
)
def test_a_replica_keeps_its_data_on_a_disk_of_its_own(path: str, size: str) -> None:
    assert at(STACK, path)["volumeClaimTemplate"]["spec"] == {
        "storageClassName": "gp3",
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": size}},
    }


@pytest.mark.parametrize(
    "hidden", ["kubeControllerManager", "kubeEtcd", "kubeScheduler", "kubeProxy"]
)
def test_nothing_is_asked_that_eks_hides(hidden: str) -> None:
    assert at(STACK, hidden) == {"enabled": False}


def test_prometheus_scrapes_every_addon_that_has_metrics() -> None:
    monitors = {
        monitor["name"]: monitor["namespaceSelector"]["matchNames"]
        for monitor in at(STACK, "prometheus.additionalPodMonitors")
    }
    # The stack scrapes itself; metrics-server serves its own to authenticated callers only.
    scraped = {*PLATFORM_ADDONS} - {STACK, "metrics-server"}
    assert monitors == {addon: [PINS[addon].namespace] for addon in scraped}


# An addon's job is there as long as one pod of it answers: pods of another kind would hide its own.
@pytest.mark.parametrize(
    "monitor", at(STACK, "prometheus.additionalPodMonitors"), ids=itemgetter("name")
)
def test_the_pods_that_are_scraped_are_of_one_workload(monitor: dict[str, Any]) -> None:
    assert monitor["selector"] == {"matchLabels": {"app.kubernetes.io/name": monitor["name"]}}


def endpoint(addon: str) -> dict[str, Any]:
    """Return how an addon is scraped."""
    monitors = at(STACK, "prometheus.additionalPodMonitors")
    (monitor,) = [each for each in monitors if each["name"] == addon]
    (found,) = monitor["podMetricsEndpoints"]
    return dict(found)


def test_nginx_serves_its_metrics_where_they_are_scraped() -> None:
    port = endpoint(NGINX)["portNumber"]
    assert at(NGINX, "prometheus") == {"create": True, "port": port}


def test_fluent_bit_is_scraped_though_its_pods_declare_no_port() -> None:
    scraped = endpoint(LOGS)
    assert not {"port", "portNumber", "targetPort"} & scraped.keys()
    assert {"sourceLabels": ["__meta_kubernetes_pod_node_name"], "targetLabel": "node"} in scraped[
        "relabelings"
    ]


def test_the_descheduler_is_scraped_by_the_certificate_that_it_makes_for_itself() -> None:
    scraped = endpoint(DESCHEDULER)
    assert scraped["scheme"] == "https"
    assert scraped["tlsConfig"] == {"insecureSkipVerify": True}


def test_nodes_are_known_by_zone_and_group() -> None:
    allowed = at(STACK, "kube-state-metrics.metricLabelsAllowlist")
    assert allowed == ["nodes=[topology.kubernetes.io/zone,node]"]


def test_the_metrics_of_a_node_carry_its_name() -> None:
    monitor = at(STACK, "prometheus-node-exporter.prometheus.monitor")
    (relabeling,) = monitor["relabelings"]
    assert relabeling["sourceLabels"] == ["__meta_kubernetes_pod_node_name"]
    assert relabeling["targetLabel"] == "node"


def test_no_secret_is_among_what_becomes_metrics() -> None:
    assert at(STACK, "kube-state-metrics.collectorsExclude") == ["secrets"]


def test_alerts_go_to_the_receiver_that_the_stack_fills() -> None:
    config = at(STACK, "alertmanager.config")
    route = config["route"]
    assert route["receiver"] == "sns"
    assert [receiver["name"] for receiver in config["receivers"]] == ["null", "sns", "watchdog"]
    assert route["group_by"] == ["namespace", "alertname"]
    assert (route["group_wait"], route["group_interval"]) == ("30s", "5m")
    assert route["repeat_interval"] == "4h"


def test_alerts_that_are_no_news_go_nowhere() -> None:
    _, route = at(STACK, "alertmanager.config.route.routes")
    assert route == {"receiver": "null", "matchers": ['alertname = "InfoInhibitor"']}


def test_the_alert_that_always_fires_is_heard_in_every_period_of_the_switch() -> None:
    route, _ = at(STACK, "alertmanager.config.route.routes")
    assert (route["receiver"], route["matchers"]) == ("watchdog", ['alertname = "Watchdog"'])
    # Alertmanager sends at the first turn of the group after the interval, which may be the second.
    assert (route["group_interval"], route["repeat_interval"]) == ("1m", "1m")


def test_three_alertmanagers_agree_on_who_tells() -> None:
    spec = at(STACK, "alertmanager.alertmanagerSpec")
    assert (spec["replicas"], spec["retention"]) == (3, "120h")


@pytest.mark.parametrize("service", ["prometheus.service", "grafana.service"])
def test_a_caller_stays_with_its_replica(service: str) -> None:
    assert at(STACK, service)["sessionAffinity"] == "ClientIP"


def test_grafana_finds_dashboards_in_its_own_namespace_and_reads_nothing_else() -> None:
    assert at(STACK, "grafana.rbac.namespaced") is True
    sidecar = at(STACK, "grafana.sidecar")
    assert sidecar["dashboards"] == {
        "label": "grafana_dashboard",
        "labelValue": "1",
        "resource": "configmap",
        "searchNamespace": None,
    }
    assert sidecar["datasources"] == {"resource": "configmap"}


def test_grafana_tells_nobody_and_fetches_nothing() -> None:
    assert at(STACK, "grafana")["grafana.ini"] == {
        "analytics": {
            "reporting_enabled": False,
            "check_for_updates": False,
            "check_for_plugin_updates": False,
        },
        "news": {"news_feed_enabled": False},
        "plugins": {"preinstall_disabled": True},
        "unified_alerting": {"enabled": False},
    }
    assert at(STACK, "grafana.testFramework.enabled") is False


def test_grafana_has_a_place_for_what_is_temporary() -> None:
    (folder,) = at(STACK, "grafana.extraEmptyDirMounts")
    assert folder["mountPath"] == "/tmp"  # noqa: S108 - in a pod


def test_the_definitions_are_upgraded_by_a_fixed_image() -> None:
    job = at(STACK, "crds.upgradeJob")
    assert job["enabled"] is True
    assert job["image"]["busybox"]["tag"] != "latest"


def test_the_webhook_of_prometheus_has_replicas_of_its_own() -> None:
    assert at(STACK, "prometheusOperator.admissionWebhooks.deployment.enabled") is True


def test_what_sees_the_host_stands_apart_from_prometheus() -> None:
    assert at(STACK, "prometheus-node-exporter.namespaceOverride") == "kube-system"


@pytest.mark.parametrize(
    ("addon", "path"),
    [(LOGS, "updateStrategy"), (STACK, "prometheus-node-exporter.updateStrategy")],
)
def test_a_daemon_is_updated_on_a_tenth_of_the_nodes_at_a_time(addon: str, path: str) -> None:
    assert at(addon, path) == {"rollingUpdate": {"maxUnavailable": "10%"}}


def test_logs_go_to_a_group_that_the_stack_made() -> None:
    output = at(LOGS, "cloudWatchLogs")
    assert output["autoCreateGroup"] is False
    assert output["logStreamPrefix"] == "from-node-"
    assert output["logStreamTemplate"].split(".") == [
        "$kubernetes['namespace_name']",
        "$kubernetes['pod_name']",
        "$kubernetes['container_name']",
    ]


def test_logs_that_cannot_be_sent_wait_on_the_node() -> None:
    assert f"storage.path {STATE}/buffer\n" in at(LOGS, "service.extraService")
    assert at(LOGS, "input.db") == f"{STATE}/tail.db"
    assert at(LOGS, "input.extraInputs").split() == ["storage.type", "filesystem"]
    assert at(LOGS, "cloudWatchLogs.extraOutputs").splitlines() == [
        "Retry_Limit no_limits",
        "storage.total_limit_size 1G",
    ]


def test_only_the_state_of_the_logs_is_written_on_the_node() -> None:
    paths = {volume["name"]: volume["hostPath"]["path"] for volume in at(LOGS, "volumes")}
    writable = {mount["name"]: not mount.get("readOnly") for mount in at(LOGS, "volumeMounts")}
    assert paths == {"logs": "/var/log", "state": STATE}
    assert writable == {"logs": False, "state": True}


def test_an_outage_of_cloudwatch_restarts_nothing() -> None:
    assert at(LOGS, "livenessProbe") == {"httpGet": {"path": "/"}}
    assert at(LOGS, "readinessProbe") == {"httpGet": {"path": "/", "port": 2020}}


def test_the_fields_of_a_line_are_sent_once() -> None:
    assert at(LOGS, "filter.keepLog") == "Off"
