"""Weak workloads: too few pods, and pods that stand together."""

import json
from collections.abc import Callable

from terraform_json.types import Json
from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft

JSON = "k8s/cdk.tf.json"
HARD: Json = {
    "topologyKey": "topology.kubernetes.io/zone",
    "maxSkew": 1,
    "whenUnsatisfiable": "DoNotSchedule",
    "labelSelector": {"matchLabels": {"app.kubernetes.io/name": "nginx-ingress"}},
}
OWN_NODES = [{"key": "node", "value": "infrastructure", "effect": "NoSchedule"}]


def addon(name: str, values: Json) -> Callable[[Draft], None]:
    """Return what gives values to an addon."""
    return lambda draft: draft.addon(name, values)


def application(name: str, values: Json) -> Callable[[Draft], None]:
    """Return what gives values to an application."""
    return lambda draft: draft.application(name, values)


def of_addon(name: str, rule: str, release: str, values: Json, key: str) -> Weakened:
    """Return a platform that an addon's values weaken."""
    return Weakened(
        name=name,
        change=addon(release, values),
        rule=rule,
        file=f"{release}/values.yaml",
        key=key,
    )


def of_application(name: str, rule: str, release: str, values: Json, key: str) -> Weakened:
    """Return a platform that an application's values weaken."""
    return Weakened(
        name=name,
        change=application(release, values),
        rule=rule,
        file=f"{release}/values.yaml",
        key=key,
    )


def one_dns(draft: Draft) -> None:
    coredns = draft.one("aws_eks_addon", "coredns")
    values = json.loads(coredns["configuration_values"])
    values["autoScaling"]["minReplicas"] = 1
    coredns["configuration_values"] = json.dumps(values)


def one_volume_controller(draft: Draft) -> None:
    driver = draft.one("aws_eks_addon", "ebs-csi")
    values = json.loads(driver["configuration_values"])
    values["controller"]["replicaCount"] = 1
    driver["configuration_values"] = json.dumps(values)


def nginx_without_budget(draft: Draft) -> None:
    draft.remove("helm_release", "nginx-disruption-budget")


def six_of_nginx(draft: Draft) -> None:
    """Give NGINX six pods, and a budget that is met when a third of them is lost."""
    nginx_without_budget(draft)
    draft.addon("nginx-ingress", controller(autoscaling={"minReplicas": 6}))
    budget = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "nginx"},
        "spec": {
            "minAvailable": 4,
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
            "selector": {"matchLabels": {"app.kubernetes.io/name": "nginx-ingress"}},
        },
    }
    draft.addon("nginx-ingress", {"extraObjects": [budget]})


def runs_without_retries(draft: Draft) -> None:
    """Add a CronJob whose runs end with their nodes."""
    pod = {
        "nodeSelector": {"node": "infrastructure"},
        "tolerations": OWN_NODES,
        "restartPolicy": "Never",
        "containers": [{"resources": {"requests": {"cpu": "10m", "memory": "16Mi"}}}],
    }
    job = {"backoffLimit": 0, "template": {"metadata": {}, "spec": pod}}
    manifest = {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "nightly"}}
    draft.template("alerts", manifest | {"spec": {"jobTemplate": {"spec": job}}})


def controller(**values: object) -> Json:
    return {"controller": values}


REPLICAS = (
    of_addon(
        "one load balancer controller",
        "webhook-fails-closed",
        "aws-load-balancer-controller",
        {"replicaCount": 1},
        "replicaCount",
    ),
    of_addon(
        "one cluster autoscaler",
        "one-replica",
        "cluster-autoscaler",
        {"replicaCount": 1},
        "replicaCount",
    ),
    of_addon("one metrics-server", "one-replica", "metrics-server", {"replicas": 1}, "replicas"),
    of_addon(
        "one controller of external-secrets",
        "one-replica",
        "external-secrets",
        {"replicaCount": 1},
        "replicaCount",
    ),
    of_addon(
        "one webhook of external-secrets",
        "webhook-fails-closed",
        "external-secrets",
        {"webhook": {"replicaCount": 1}},
        "webhook.replicaCount",
    ),
    of_addon(
        "one NGINX",
        "one-replica",
        "nginx-ingress",
        controller(autoscaling={"minReplicas": 1}),
        "controller.autoscaling.minReplicas",
    ),
    of_addon(
        "one Prometheus",
        "one-replica",
        "kube-prometheus-stack",
        {"prometheus": {"prometheusSpec": {"replicas": 1}}},
        "prometheus.prometheusSpec.replicas",
    ),
    of_addon(
        "one Alertmanager",
        "one-replica",
        "kube-prometheus-stack",
        {"alertmanager": {"alertmanagerSpec": {"replicas": 1}}},
        "alertmanager.alertmanagerSpec.replicas",
    ),
    of_addon(
        "one Grafana",
        "one-replica",
        "kube-prometheus-stack",
        {"grafana": {"replicas": 1}},
        "grafana.replicas",
    ),
    Weakened(
        name="one CoreDNS",
        change=one_dns,
        rule="one-replica",
        file=JSON,
        key="configuration_values",
    ),
    Weakened(
        name="one controller of EBS volumes",
        change=one_volume_controller,
        rule="one-replica",
        file=JSON,
        key="configuration_values",
    ),
)
SPREAD = (
    of_addon(
        "metrics-server that nothing spreads",
        "zone-spread-missing",
        "metrics-server",
        {"topologySpreadConstraints": []},
        "topologySpreadConstraints",
    ),
    of_addon(
        "cluster autoscaler that nothing spreads",
        "zone-spread-missing",
        "cluster-autoscaler",
        {"topologySpreadConstraints": []},
        "topologySpreadConstraints",
    ),
    of_application(
        "an application whose pods only prefer to be spread",
        "zone-spread-soft",
        "app1",
        {"zoneSpread": "ScheduleAnyway"},
        "zoneSpread",
    ),
    of_addon(
        "NGINX that only prefers to be spread",
        "zone-spread-soft",
        "nginx-ingress",
        controller(topologySpreadConstraints=[HARD | {"whenUnsatisfiable": "ScheduleAnyway"}]),
        "controller.topologySpreadConstraints",
    ),
    of_addon(
        "NGINX whose spread counts zones that nobody reaches",
        "zone-spread-counts-lost-zones",
        "nginx-ingress",
        controller(topologySpreadConstraints=[HARD]),
        "controller.topologySpreadConstraints",
    ),
    Weakened(
        name="six pods of NGINX that may share nodes",
        change=six_of_nginx,
        rule="pods-share-nodes",
        file="nginx-ingress/values.yaml",
        key="controller.affinity",
    ),
    of_addon(
        "NGINX that stays on unreachable nodes for five minutes",
        "unreachable-node-tolerated-long",
        "nginx-ingress",
        controller(tolerations=OWN_NODES),
        "controller.tolerations",
    ),
    of_addon(
        "NGINX that stays on unreachable nodes for ever",
        "unreachable-node-tolerated-long",
        "nginx-ingress",
        controller(tolerations=[*OWN_NODES, {"operator": "Exists", "effect": "NoExecute"}]),
        "controller.tolerations",
    ),
    of_addon(
        "a cluster autoscaler without a priority",
        "priority-not-above-applications",
        "cluster-autoscaler",
        {"priorityClassName": ""},
        "priorityClassName",
    ),
)
RUNS = (
    Weakened(
        name="a CronJob whose runs end with their nodes",
        change=runs_without_retries,
        rule="run-lost-with-its-node",
        file=JSON,
        key="values",
    ),
)
PODS = (*REPLICAS, *SPREAD, *RUNS)
