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
UNTIL_LOST = [
    {
        "key": f"node.kubernetes.io/{what}",
        "operator": "Exists",
        "effect": "NoExecute",
        "tolerationSeconds": 60,
    }
    for what in ("not-ready", "unreachable")
]


@dataclass(frozen=True, kw_only=True)
class Workload:
    """A Deployment, a StatefulSet or a Job of a chart.

    Attributes:
        path: The values that configure its pods, with dots between the keys.
        movable: Whether its pods find all that they need in any zone, and run on.
        priority: Its priority class.
        replicas: The path of its count of replicas; none for a Job.
        common: The path of the values that configure where it runs.
    """

    addon: str
    path: str = ""
    movable: bool = True
    priority: str = "platform-infrastructure"
    replicas: str = ""
    common: str = ""

    def __str__(self) -> str:
        """Name the workload in a test's name."""
        return f"{self.addon}/{self.path}"


OPERATOR = "prometheusOperator"
WEBHOOKS = f"{OPERATOR}.admissionWebhooks"
SECRETS = "external-secrets"
NAME_LABEL, INSTANCE_LABEL = "app.kubernetes.io/name", "app.kubernetes.io/instance"

# What a request or a new pod needs.
NEEDED = (
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
)
DEPLOYED = (
    *NEEDED,
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
        movable=False,
        replicas="prometheus.prometheusSpec.replicas",
    ),
    Workload(
        addon=STACK,
        path="alertmanager.alertmanagerSpec",
        movable=False,
        replicas="alertmanager.alertmanagerSpec.replicas",
    ),
    Workload(addon=STACK, path="grafana", replicas="grafana.replicas"),
    Workload(addon="argo-rollouts", path="controller", replicas="controller.replicas"),
)
# Its chart knows no constraint over zones; a preference does.
WEBHOOK = Workload(
    addon=STACK, path=f"{WEBHOOKS}.deployment", replicas=f"{WEBHOOKS}.deployment.replicas"
)
# Each file's head says why, and what an outage means.
SINGLETONS = (
    Workload(addon="descheduler"),
    Workload(addon="external-dns"),
    Workload(addon=STACK, path=OPERATOR),
    Workload(addon=STACK, path="kube-state-metrics"),
)
HOOK = Workload(addon=STACK, path=f"{WEBHOOKS}.patch", movable=False)
# The chart gives this hook no priority class.
UPGRADE = Workload(addon=STACK, path="crds.upgradeJob", movable=False, priority="")
DAEMONS = (
    Workload(addon="aws-for-fluent-bit"),
    Workload(addon=STACK, path="prometheus-node-exporter"),
)
PLACED = (*DEPLOYED, WEBHOOK, *SINGLETONS, HOOK, UPGRADE)


@pytest.mark.parametrize("workload", PLACED, ids=str)
def test_it_runs_on_nodes_for_infrastructure_only(workload: Workload) -> None:
    place = at(workload.addon, workload.common or workload.path)
    assert place["nodeSelector"] == {"node": "infrastructure"}
    assert place["tolerations"][0] == INFRASTRUCTURE


@pytest.mark.parametrize("workload", PLACED, ids=str)
def test_it_leaves_a_lost_node_after_a_minute_if_it_can_run_elsewhere(workload: Workload) -> None:
    place = at(workload.addon, workload.common or workload.path)
    assert place["tolerations"][1:] == (UNTIL_LOST if workload.movable else [])


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


@pytest.mark.parametrize("workload", NEEDED, ids=str)
def test_what_a_request_or_a_new_pod_needs_is_there_once_a_zone(workload: Workload) -> None:
    assert at(workload.addon, workload.replicas) == 3


@pytest.mark.parametrize("workload", NEEDED, ids=str)
def test_an_update_of_it_ends_spread_over_the_zones(workload: Workload) -> None:
    (constraint,) = at(workload.addon, workload.path)["topologySpreadConstraints"]
    assert constraint["matchLabelKeys"] == ["pod-template-hash"]
    assert constraint["labelSelector"] == {"matchLabels": {NAME_LABEL: workload.addon}}


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


ALWAYS = {"unhealthyPodEvictionPolicy": "AlwaysAllow"}


@pytest.mark.parametrize(
    ("addon", "path", "budget"),
    [
        ("aws-load-balancer-controller", "", {"maxUnavailable": 1, **ALWAYS}),
        ("metrics-server", "", {"enabled": True, "maxUnavailable": 1, **ALWAYS}),
        (STACK, f"{WEBHOOKS}.deployment", {"enabled": True, "minAvailable": 1, **ALWAYS}),
        (STACK, "prometheus", {"enabled": True, "minAvailable": 1, **ALWAYS}),
        (STACK, "alertmanager", {"enabled": True, "minAvailable": 2, **ALWAYS}),
        (STACK, "grafana", {"minAvailable": 1, **ALWAYS}),
    ],
)
def test_a_drain_takes_one_of_it_at_a_time(addon: str, path: str, budget: object) -> None:
    assert at(addon, path)["podDisruptionBudget"] == budget


@pytest.mark.parametrize(
    ("addon", "left"),
    [
        ("cluster-autoscaler", {"cluster-autoscaler": {"maxUnavailable": 1}}),
        (
            SECRETS,
            {
                SECRETS: {"minAvailable": 1},
                f"{SECRETS}-webhook": {"minAvailable": 1},
                f"{SECRETS}-cert-controller": {"minAvailable": 1},
            },
        ),
    ],
)
def test_a_budget_of_ours_stands_where_the_charts_own_lacks_the_policy(
    addon: str, left: dict[str, dict[str, int]]
) -> None:
    budgets = at(addon, "extraObjects")
    assert {each["kind"] for each in budgets} == {"PodDisruptionBudget"}
    assert [each["spec"] for each in budgets] == [
        {
            **bound,
            **ALWAYS,
            "selector": {"matchLabels": {NAME_LABEL: name, INSTANCE_LABEL: addon}},
        }
        for name, bound in left.items()
    ]


# Two budgets of one pod let nobody evict it.
@pytest.mark.parametrize("path", ["", "webhook", "certController"])
def test_external_secrets_has_no_budget_of_its_charts_beside_ours(path: str) -> None:
    assert "podDisruptionBudget" not in at(SECRETS, path)


def test_nor_has_nginx_whose_budget_is_a_chart_of_ours() -> None:
    assert at("nginx-ingress", "controller")["podDisruptionBudget"] == {"enabled": False}


def test_nor_has_the_autoscaler() -> None:
    assert at("cluster-autoscaler", "")["podDisruptionBudget"] is None
