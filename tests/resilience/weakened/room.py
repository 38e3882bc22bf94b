"""Budgets that protect too much or too little, and pods that find no room."""

from typing import Final

from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft
from tests.resilience.weakened.pods import (
    JSON,
    OWN_NODES,
    application,
    controller,
    nginx_without_budget,
    of_addon,
    of_application,
)

_CORDON: Final = {"key": "node.kubernetes.io/unschedulable", "operator": "Exists"}


def most_of_app1(draft: Draft) -> None:
    draft.application("app1", {"autoscaling": {"maxReplicas": 400}})
    draft.remove("kubernetes_resource_quota_v1", "app1")


def small_quota(draft: Draft) -> None:
    draft.one("kubernetes_resource_quota_v1", "app1")["spec"]["hard"]["pods"] = "100"


def smaller_quota(draft: Draft) -> None:
    draft.one("kubernetes_resource_quota_v1", "app1")["spec"]["hard"]["pods"] = "2"


def no_zone_left(draft: Draft) -> None:
    """Add a Deployment with a volume in each zone, none of which may have two of its pods."""
    labels = {"matchLabels": {"app": "store"}}
    term = {"topologyKey": "topology.kubernetes.io/zone", "labelSelector": labels}
    pod = {
        "nodeSelector": {"node": "infrastructure"},
        "tolerations": OWN_NODES,
        "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}},
        "containers": [{"resources": {"requests": {"cpu": "10m", "memory": "16Mi"}}}],
        "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
    }
    spec = {
        "replicas": 3,
        "strategy": {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
        "template": {"metadata": {"labels": {"app": "store"}}, "spec": pod},
    }
    manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "store"}}
    draft.template("alerts", manifest | {"spec": spec})


BUDGETS = (
    of_addon(
        "a cluster autoscaler without a budget",
        "disruption-budget-missing",
        "cluster-autoscaler",
        {"extraObjects": []},
        "extraObjects",
    ),
    Weakened(
        name="NGINX without a budget",
        change=nginx_without_budget,
        rule="disruption-budget-missing",
        file="nginx-ingress/values.yaml",
        key="",
    ),
    of_addon(
        "a budget that blocks drains",
        "disruption-budget-blocks-drains",
        "metrics-server",
        {"podDisruptionBudget": {"maxUnavailable": 0}},
        "podDisruptionBudget",
    ),
    of_addon(
        "a budget that allows all pods to go at once",
        "disruption-budget-allows-all",
        "metrics-server",
        {"podDisruptionBudget": {"maxUnavailable": "100%"}},
        "podDisruptionBudget",
    ),
    of_addon(
        "a budget that keeps pods that are not ready",
        "disruption-budget-keeps-unhealthy-pods",
        "metrics-server",
        {"podDisruptionBudget": {"unhealthyPodEvictionPolicy": "IfHealthyBudget"}},
        "podDisruptionBudget",
    ),
    Weakened(
        name="a budget that a lost zone leaves unmet",
        change=application("frontend", {"podDisruptionBudget": {"minAvailable": 5}}),
        rule="disruption-budget-unmet",
        file="frontend/values.prod.yaml",
        key="podDisruptionBudget.minAvailable",
    ),
    of_addon(
        "a rollout that takes more pods than the budget allows",
        "rollout-below-budget",
        "metrics-server",
        {"updateStrategy": {"rollingUpdate": {"maxUnavailable": 2}}},
        "updateStrategy",
    ),
)
ROOM = (
    of_application(
        "requests that fit no node",
        "request-never-fits",
        "app1",
        {"resources": {"requests": {"memory": "16Gi"}, "limits": {"memory": "16Gi"}}},
        "resources.requests",
    ),
    of_application(
        "requests that exceed what two zones hold",
        "pods-without-room",
        "app2",
        {
            "autoscaling": {"minReplicas": 12, "maxReplicas": 12},
            "resources": {"requests": {"cpu": "1"}},
        },
        "resources.requests",
    ),
    Weakened(
        name="most pods that exceed the most nodes",
        change=most_of_app1,
        rule="replicas-exceed-nodes",
        file="app1/values.yaml",
        key="autoscaling.maxReplicas",
    ),
    Weakened(
        name="most pods that exceed the quota of their namespace",
        change=small_quota,
        rule="pods-exceed-quota",
        file="microservice/values.yaml",
        key="autoscaling.maxReplicas",
    ),
    Weakened(
        name="fewest pods that exceed the quota of their namespace",
        change=smaller_quota,
        rule="pods-exceed-quota",
        file="microservice/values.yaml",
        key="autoscaling.maxReplicas",
    ),
    of_addon(
        "metrics-server that tolerates a drain",
        "drain-blocked",
        "metrics-server",
        {"tolerations": [*OWN_NODES, _CORDON]},
        "tolerations",
    ),
    Weakened(
        name="a rollout for which no zone is left",
        change=no_zone_left,
        rule="rollout-blocked",
        file=JSON,
        key="values",
    ),
    of_addon(
        "more targets than a load balancer takes",
        "targets-exceed-load-balancer",
        "nginx-ingress",
        controller(autoscaling={"maxReplicas": 1500}),
        "controller.autoscaling.maxReplicas",
    ),
)
FITTING = (*BUDGETS, *ROOM)
