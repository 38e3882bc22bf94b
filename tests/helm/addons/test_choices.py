"""Single values that the platform relies on, each with what it is for.

What all workloads need is in test_values.py. The security contexts here are those that a chart does
not set by itself.
"""

import pytest

from config.addons.names import PLATFORM_ADDONS
from tests.helm.addons.values import STACK, at

AUTOSCALER = "cluster-autoscaler"
BALANCER = "aws-load-balancer-controller"
DESCHEDULER = "descheduler"
LOGS = "aws-for-fluent-bit"
METRICS = "metrics-server"
CANARIES = "argo-rollouts"
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
    (DESCHEDULER, "podSecurityContext", NOT_ROOT),
    (CANARIES, "podSecurityContext", NOT_ROOT),
    (CANARIES, "controller.createClusterRole", False),
    (CANARIES, "createClusterAggregateRoles", False),
    (CANARIES, "providerRBAC.enabled", False),
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
    "its Service has a fixed port on every node": (
        NGINX,
        "controller.service",
        {
            "type": "NodePort",
            "externalTrafficPolicy": "Cluster",
            "httpPort": {"nodePort": 30080},
            "httpsPort": {"enable": False},
        },
    ),
    "NGINX has a pod in each of three zones": (NGINX, "controller.autoscaling.minReplicas", 3),
    "a pod of NGINX is not ready before policies know it": (
        NGINX,
        "controller.readyStatus.initialDelaySeconds",
        30,
    ),
    "a pod that drops packets costs five seconds": (
        NGINX,
        "controller.config.entries.proxy-connect-timeout",
        "5s",
    ),
    "no pod of NGINX starts without its readiness gate": (
        BALANCER,
        "podMutatorWebhookConfig.failurePolicy",
        "Fail",
    ),
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
        {"sleep": {"seconds": 60}},
    ),
    "and ends what it began": (NGINX, "controller.terminationGracePeriodSeconds", 130),
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
    "a wrong configuration is undone": (NGINX, "controller.enableConfigSafety", True),
    "NGINX reads nobody's Secrets": (NGINX, "controller.watchSecretNamespace", NGINX),
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
    "NGINX scales by CPU": (NGINX, "controller.autoscaling.targetCPUUtilizationPercentage", 70),
    "and by memory": (NGINX, "controller.autoscaling.targetMemoryUtilizationPercentage", 80),
    "and goes down slowly": (
        NGINX,
        "controller.autoscaling.behavior.scaleDown",
        {
            "stabilizationWindowSeconds": 300,
            "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}],
        },
    ),
    "the load balancer asks there": (NGINX, "controller.healthStatusURI", "/nginx-health"),
    "the client is the first address that is not ours": (
        NGINX,
        "controller.config.entries.real-ip-recursive",
        "True",
    ),
    "NGINX does not say its version": (NGINX, "controller.config.entries.server-tokens", "False"),
    "NGINX comes from where pulls are not counted": (
        NGINX,
        "controller.image.repository",
        "public.ecr.aws/nginx/nginx-ingress",
    ),
    "nothing is told to F5": (NGINX, "controller.telemetryReporting", {"enable": False}),
    "an Ingress of an application has no address of its own": (
        NGINX,
        "controller.reportIngressStatus",
        {"enable": False, "enableLeaderElection": False},
    ),
    "records of hosts that are gone go": ("external-dns", "policy", "sync"),
    "records come from Ingresses": ("external-dns", "sources", ["ingress"]),
    "records come from one namespace": ("external-dns", "namespaced", True),
    "records come at once": ("external-dns", "triggerLoopOnEvent", True),
    "a wildcard has a record that says whose it is": (
        "external-dns",
        "extraArgs.txt-wildcard-replacement",
        "_wildcard",
    ),
    "external-secrets says that it lives": (SECRETS, "livenessProbe", {"enabled": True}),
    "and that it is ready": (SECRETS, "readinessProbe", {"enabled": True}),
    "it binds nothing to services": (SECRETS, "rbac.servicebindings", {"create": False}),
    "metrics-server bounds what is temporary": (
        METRICS,
        "tmpVolume",
        {"emptyDir": {"sizeLimit": "16Mi"}},
    ),
    "the descheduler looks again and again": (DESCHEDULER, "kind", "Deployment"),
    "every five minutes": (DESCHEDULER, "deschedulingInterval", "5m"),
    "a second would do the same again": (DESCHEDULER, "replicas", 1),
    "Rollouts and their pods outlive the release": (CANARIES, "keepCRDs", True),
    "the autoscaler goes by its own name": (AUTOSCALER, "nameOverride", AUTOSCALER),
    "zones grow in turn": (AUTOSCALER, "extraArgs.balance-similar-node-groups", True),
    **{
        f"the {label} makes no zone another": (
            AUTOSCALER,
            f"extraArgs.balancing-ignore-label_{number}",
            f"eks.amazonaws.com/{label}",
        )
        for number, label in enumerate(
            ("nodegroup-image", "sourceLaunchTemplateId", "sourceLaunchTemplateVersion"), 1
        )
    },
}


@pytest.mark.parametrize(("addon", "path"), IDENTITIES.items())
def test_an_identity_is_tied_to_a_fixed_name(addon: str, path: str) -> None:
    assert at(addon, path) == addon


def test_the_identity_of_alertmanager_is_tied_to_a_fixed_name() -> None:
    assert at(STACK, "alertmanager.serviceAccount.name") == "alertmanager"


@pytest.mark.parametrize("addon", sorted({*PLATFORM_ADDONS} - {NGINX}))
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


@pytest.mark.parametrize("kind", ["enableShield", "enableWaf", "enableWafv2"])
def test_the_load_balancer_controller_calls_no_service_that_nobody_uses(kind: str) -> None:
    assert at(BALANCER, kind) is False


@pytest.mark.parametrize(
    "kind", ["ClusterExternalSecret", "ClusterPushSecret", "ClusterGenerator", "PushSecret"]
)
def test_external_secrets_has_no_rights_for_kinds_that_nobody_uses(kind: str) -> None:
    assert at(SECRETS, f"process{kind}") is False
