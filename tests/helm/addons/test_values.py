"""What every workload of an addon must have, wherever its chart wants it said."""

from dataclasses import dataclass

import pytest

from tests.helm.addons.values import STACK, ZONE, at

INFRASTRUCTURE = {
    "key": "node",
    "operator": "Equal",
    "value": "infrastructure",
    "effect": "NoSchedule",
}
EVERYWHERE = {"operator": "Exists"}


@dataclass(frozen=True, kw_only=True)
class Workload:
    """A Deployment, a StatefulSet or a Job of a chart.

    Attributes:
        path: The values that configure its pods, with dots between the keys.
        priority: Its priority class.
        replicas: The path of its count of replicas; none for a Job.
        common: The path of the values that configure where it runs.
    """

    addon: str
    path: str = ""
    priority: str = "platform-infrastructure"
    replicas: str = ""
    common: str = ""

    def __str__(self) -> str:
        """Name the workload in a test's name."""
        return f"{self.addon}/{self.path}"


OPERATOR = "prometheusOperator"
WEBHOOKS = f"{OPERATOR}.admissionWebhooks"
SECRETS = "external-secrets"

DEPLOYED = (
    Workload(addon="cluster-autoscaler", priority="platform-critical", replicas="replicaCount"),
    Workload(
        addon="aws-load-balancer-controller",
        priority="platform-critical",
        replicas="replicaCount",
    ),
    Workload(addon="metrics-server", priority="platform-critical", replicas="replicas"),
    Workload(
        addon="nginx-ingress",
        path="controller",
        priority="platform-critical",
        replicas="controller.autoscaling.minReplicas",
    ),
    Workload(addon=SECRETS, replicas="replicaCount", common="global"),
    Workload(addon=SECRETS, path="webhook", replicas="webhook.replicaCount", common="global"),
    Workload(
        addon=SECRETS,
        path="certController",
        replicas="certController.replicaCount",
        common="global",
    ),
    Workload(
        addon=STACK,
        path="prometheus.prometheusSpec",
        replicas="prometheus.prometheusSpec.replicas",
    ),
    Workload(
        addon=STACK,
        path="alertmanager.alertmanagerSpec",
        replicas="alertmanager.alertmanagerSpec.replicas",
    ),
    Workload(addon=STACK, path="grafana", replicas="grafana.replicas"),
)
# Its chart knows no constraint over zones; a preference does.
WEBHOOK = Workload(
    addon=STACK, path=f"{WEBHOOKS}.deployment", replicas=f"{WEBHOOKS}.deployment.replicas"
)
# Each file's head says why, and what an outage means.
SINGLETONS = (
    Workload(addon="external-dns"),
    Workload(addon=STACK, path=OPERATOR),
    Workload(addon=STACK, path="kube-state-metrics"),
)
HOOK = Workload(addon=STACK, path=f"{WEBHOOKS}.patch")
# The chart gives this hook no priority class.
UPGRADE = Workload(addon=STACK, path="crds.upgradeJob", priority="")
DAEMONS = (
    Workload(addon="aws-for-fluent-bit"),
    Workload(addon=STACK, path="prometheus-node-exporter"),
)
PLACED = (*DEPLOYED, WEBHOOK, *SINGLETONS, HOOK, UPGRADE)


@pytest.mark.parametrize("workload", PLACED, ids=str)
def test_it_runs_on_nodes_for_infrastructure_only(workload: Workload) -> None:
    place = at(workload.addon, workload.common or workload.path)
    assert place["nodeSelector"] == {"node": "infrastructure"}
    assert place["tolerations"] == [INFRASTRUCTURE]


@pytest.mark.parametrize("workload", DAEMONS, ids=str)
def test_a_daemon_runs_on_every_node_before_anything_else(workload: Workload) -> None:
    values = at(workload.addon, workload.path)
    assert values["tolerations"] == [EVERYWHERE]
    assert values["priorityClassName"] == "system-node-critical"
    assert "nodeSelector" not in values


@pytest.mark.parametrize("workload", [*DEPLOYED, WEBHOOK, *SINGLETONS, HOOK], ids=str)
def test_it_has_its_priority(workload: Workload) -> None:
    values = at(workload.addon, workload.path)
    assert values["priorityClassName"] == workload.priority


@pytest.mark.parametrize("workload", [*PLACED, *DAEMONS], ids=str)
def test_it_asks_for_what_it_uses_and_is_bounded_in_memory(workload: Workload) -> None:
    resources = at(workload.addon, workload.path)["resources"]
    assert resources["requests"].keys() == {"cpu", "memory"}
    assert resources["limits"].keys() == {"memory"}


@pytest.mark.parametrize(
    ("addon", "path"),
    [
        ("nginx-ingress", "controller.initContainerResources"),
        (STACK, f"{OPERATOR}.prometheusConfigReloader.resources"),
        (STACK, "grafana.sidecar.resources"),
    ],
)
def test_a_container_beside_it_is_bounded_too(addon: str, path: str) -> None:
    resources = at(addon, path)
    assert resources["requests"].keys() == {"cpu", "memory"}
    assert resources["limits"].keys() == {"memory"}


@pytest.mark.parametrize("workload", [*DEPLOYED, WEBHOOK], ids=str)
def test_there_are_two_of_it_or_more(workload: Workload) -> None:
    assert at(workload.addon, workload.replicas) >= 2


@pytest.mark.parametrize("workload", DEPLOYED, ids=str)
def test_it_is_spread_over_the_zones_that_are_left(workload: Workload) -> None:
    place = at(workload.addon, workload.common or workload.path)
    (constraint,) = place["topologySpreadConstraints"]
    assert constraint["topologyKey"] == ZONE
    assert constraint["maxSkew"] == 1
    assert constraint["whenUnsatisfiable"] == "DoNotSchedule"
    assert constraint["nodeTaintsPolicy"] == "Honor"


def test_the_webhook_of_prometheus_prefers_two_zones() -> None:
    affinity = at(WEBHOOK.addon, f"{WEBHOOK.path}.affinity.podAntiAffinity")
    (preferred,) = affinity["preferredDuringSchedulingIgnoredDuringExecution"]
    assert preferred["podAffinityTerm"]["topologyKey"] == ZONE


@pytest.mark.parametrize(
    ("addon", "path", "budget"),
    [
        ("cluster-autoscaler", "", {"maxUnavailable": 1}),
        ("aws-load-balancer-controller", "", {"maxUnavailable": 1}),
        ("metrics-server", "", {"enabled": True, "maxUnavailable": 1}),
        ("nginx-ingress", "controller", {"enabled": True, "maxUnavailable": 1}),
        (SECRETS, "", {"enabled": True, "minAvailable": 1}),
        (SECRETS, "webhook", {"enabled": True, "minAvailable": 1}),
        (SECRETS, "certController", {"enabled": True, "minAvailable": 1}),
        # These charts' own default is one that stays.
        (STACK, f"{WEBHOOKS}.deployment", {"enabled": True}),
        (STACK, "prometheus", {"enabled": True}),
        (STACK, "alertmanager", {"enabled": True, "minAvailable": 2}),
        (STACK, "grafana", {"minAvailable": 1}),
    ],
)
def test_a_drain_takes_one_of_it_at_a_time(addon: str, path: str, budget: object) -> None:
    assert at(addon, path)["podDisruptionBudget"] == budget
