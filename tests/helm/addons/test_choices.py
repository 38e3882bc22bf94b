"""Single values that the platform relies on, each with what it is for.

What all workloads need is in test_values.py. The security contexts here are those that a chart does
not set by itself.
"""

import pytest

from config.addon_charts import ADDON_CHARTS
from tests.helm.addons.values import STACK, at

AUTOSCALER = "cluster-autoscaler"
BALANCER = "aws-load-balancer-controller"
LOGS = "aws-for-fluent-bit"
METRICS = "metrics-server"
NGINX = "nginx-ingress"
SECRETS = "external-secrets"

ADDS_FIRST = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}
NO_RIGHTS = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
SECCOMP = {"seccompProfile": {"type": "RuntimeDefault"}}
NOT_ROOT = {"runAsNonRoot": True, **SECCOMP}
READ_ONLY = {"readOnlyRootFilesystem": True}

IDENTITIES = {
    AUTOSCALER: "rbac.serviceAccount.name",
    BALANCER: "serviceAccount.name",
    SECRETS: "serviceAccount.name",
    "external-dns": "serviceAccount.name",
    LOGS: "serviceAccount.name",
}

UPDATES = [
    (AUTOSCALER, "updateStrategy"),
    (BALANCER, "updateStrategy"),
    (METRICS, "updateStrategy"),
    (NGINX, "controller.strategy"),
]

CONTEXTS = [
    (AUTOSCALER, "securityContext", {"runAsUser": 65534, "runAsGroup": 65534, **NOT_ROOT}),
    (AUTOSCALER, "containerSecurityContext", NO_RIGHTS),
    (BALANCER, "podSecurityContext", NOT_ROOT),
    (BALANCER, "securityContext", NO_RIGHTS),
    (METRICS, "podSecurityContext", NOT_ROOT),
    (NGINX, "controller.podSecurityContext", NOT_ROOT),
    (NGINX, "controller.readOnlyRootFilesystem", True),
    (LOGS, "podSecurityContext", SECCOMP),
    (LOGS, "containerSecurityContext", {"runAsUser": 0, **NO_RIGHTS}),
    (STACK, "grafana.securityContext", SECCOMP),
    (STACK, "grafana.containerSecurityContext", READ_ONLY),
    (STACK, "grafana.sidecar.securityContext", READ_ONLY),
    (STACK, "prometheus-node-exporter.securityContext", SECCOMP),
    (STACK, "prometheus-node-exporter.containerSecurityContext", NO_RIGHTS),
]

CHOICES = {
    "a pod with an emptyDir does not hold its node": (
        AUTOSCALER,
        "extraArgs.skip-nodes-with-local-storage",
        False,
    ),
    "no new Service waits for the load balancer controller": (
        BALANCER,
        "enableServiceMutatorWebhook",
        False,
    ),
    "nor does an Ingress of an application": (
        BALANCER,
        "webhookConfig.ingressValidationNamespaceSelector.matchLabels",
        {"kubernetes.io/metadata.name": "nginx-ingress"},
    ),
    "an upgrade leaves the certificate of its webhooks": (BALANCER, "keepTLSSecret", True),
    "security groups are the stack's alone": (BALANCER, "enableBackendSecurityGroup", False),
    "every node takes requests, on a fixed port": (
        NGINX,
        "controller.service",
        {
            "type": "NodePort",
            "externalTrafficPolicy": "Cluster",
            "httpPort": {"nodePort": 30080},
            "httpsPort": {"enable": False},
        },
    ),
    "NGINX has two pods or more": (NGINX, "controller.autoscaling.minReplicas", 2),
    "and ten at most": (NGINX, "controller.autoscaling.maxReplicas", 10),
    "and scales by itself": (NGINX, "controller.autoscaling.enabled", True),
    "an Ingress of an application names its class": (
        NGINX,
        "controller.ingressClass",
        {"name": "nginx-external", "create": True, "setAsDefaultIngress": False},
    ),
    "the health check of the load balancer is answered": (NGINX, "controller.healthStatus", True),
    "a pod that leaves serves on": (
        NGINX,
        "controller.lifecycle.preStop",
        {"sleep": {"seconds": 15}},
    ),
    "and ends what it began": (NGINX, "controller.terminationGracePeriodSeconds", 90),
    "an application hears that its client uses https": (
        NGINX,
        "controller.config.entries.redirect-to-https",
        "True",
    ),
    "an application hears who its client is": (
        NGINX,
        "controller.config.entries.real-ip-header",
        "X-Forwarded-For",
    ),
    "F5's own kinds need no definitions": (NGINX, "controller.enableCustomResources", False),
    "response times are measured": (NGINX, "controller.enableLatencyMetrics", True),
    "records come and go with the load balancer's hosts": (
        "external-dns",
        "extraArgs.ingress-class",
        "alb",
    ),
    "external-secrets has no token of any service account": (
        SECRETS,
        "rbac.serviceAccountTokenCreate",
        False,
    ),
    "a store is not for everybody who edits a namespace": (SECRETS, "rbac.aggregateToEdit", False),
    "nor for its administrator": (SECRETS, "rbac.aggregateToAdmin", False),
    "one of two replicas works": (SECRETS, "leaderElect", True),
    "an uninstall leaves the Secrets": (
        SECRETS,
        "crds.annotations",
        {"helm.sh/resource-policy": "keep"},
    ),
    "logs go to a group that the stack made": (LOGS, "cloudWatchLogs.autoCreateGroup", False),
    "logs are read on from where they were": (LOGS, "input.db", "/var/fluent-bit/state/tail.db"),
    "an outage of CloudWatch restarts nothing": (LOGS, "livenessProbe.httpGet.path", "/"),
    "Prometheus keeps what fits its disk": (STACK, "prometheus.prometheusSpec.retention", "15d"),
    "and no more": (STACK, "prometheus.prometheusSpec.retentionSize", "45GB"),
    "three Alertmanagers agree on who tells": (STACK, "alertmanager.alertmanagerSpec.replicas", 3),
    "the operator's definitions are upgraded": (STACK, "crds.upgradeJob.enabled", True),
    "its webhook has replicas of its own": (
        STACK,
        "prometheusOperator.admissionWebhooks.deployment.enabled",
        True,
    ),
    "a dashboard is a ConfigMap with this label": (
        STACK,
        "grafana.sidecar.dashboards.label",
        "grafana_dashboard",
    ),
    "Grafana reads its own namespace only": (STACK, "grafana.rbac.namespaced", True),
    "nodes are known by zone and group": (
        STACK,
        "kube-state-metrics.metricLabelsAllowlist",
        ["nodes=[topology.kubernetes.io/zone,node]"],
    ),
    "the metrics of a node carry its name": (
        STACK,
        "prometheus-node-exporter.prometheus.monitor.relabelings",
        [{"sourceLabels": ["__meta_kubernetes_pod_node_name"], "targetLabel": "node"}],
    ),
    "what sees the host stands apart from Prometheus": (
        STACK,
        "prometheus-node-exporter.namespaceOverride",
        "kube-system",
    ),
}


@pytest.mark.parametrize(("addon", "path"), IDENTITIES.items())
def test_an_identity_is_tied_to_a_fixed_name(addon: str, path: str) -> None:
    assert at(addon, path) == addon


def test_the_identity_of_alertmanager_is_tied_to_a_fixed_name() -> None:
    assert at(STACK, "alertmanager.serviceAccount.name") == "alertmanager"


@pytest.mark.parametrize("addon", sorted(ADDON_CHARTS.keys() - {NGINX}))
def test_the_objects_of_an_addon_have_fixed_names(addon: str) -> None:
    assert at(addon, "fullnameOverride") == addon


@pytest.mark.parametrize(("addon", "path"), UPDATES)
def test_an_update_adds_a_pod_before_it_takes_one(addon: str, path: str) -> None:
    assert at(addon, path) == ADDS_FIRST


@pytest.mark.parametrize(("addon", "path", "context"), CONTEXTS)
def test_it_has_no_more_rights_than_it_needs(addon: str, path: str, context: object) -> None:
    assert at(addon, path) == context


@pytest.mark.parametrize(("addon", "path", "value"), CHOICES.values(), ids=CHOICES.keys())
def test_it_is_so_that(addon: str, path: str, value: object) -> None:
    assert at(addon, path) == value


def test_prometheus_takes_monitors_and_rules_of_every_namespace() -> None:
    spec = at(STACK, "prometheus.prometheusSpec")
    for kind in ("serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"):
        assert spec[f"{kind}SelectorNilUsesHelmValues"] is False


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("prometheus.prometheusSpec.storageSpec", "50Gi"),
        ("alertmanager.alertmanagerSpec.storage", "2Gi"),
    ],
)
def test_a_replica_keeps_its_data_on_a_disk_of_its_own(path: str, size: str) -> None:
    claim = at(STACK, path)["volumeClaimTemplate"]["spec"]
    assert claim["storageClassName"] == "gp3"
    assert claim["resources"] == {"requests": {"storage": size}}


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
    scraped = ADDON_CHARTS.keys() - {STACK, METRICS}
    assert monitors == {addon: [ADDON_CHARTS[addon].namespace] for addon in scraped}
