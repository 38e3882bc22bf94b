"""Workloads that stand in one zone, or have no pods."""

from typing import Final

from terraform_json.types import Json
from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft
from tests.resilience.weakened.pods import of_addon

IN_A: Final[Json] = {
    "nodeSelector": {"topology.kubernetes.io/zone": "eu-west-1a", "node": "infrastructure"}
}
STACK: Final = "kube-prometheus-stack"
METRICS: Final = "metrics-server"


def prometheus_in_one_zone(draft: Draft) -> None:
    draft.addon(STACK, {"prometheus": {"prometheusSpec": IN_A}})


PLACED: Final = (
    Weakened(
        name="Prometheus in one zone",
        change=prometheus_in_one_zone,
        rule="path-breaks",
        file=f"{STACK}/values.yaml",
        key="prometheus.prometheusSpec.replicas",
    ),
    of_addon("metrics-server in one zone", "pods-without-room", METRICS, IN_A, "nodeSelector"),
    of_addon("no pod of metrics-server", "part-missing", METRICS, {"replicas": 0}, "replicas"),
    of_addon(
        "no pod of the cluster autoscaler",
        "part-missing",
        "cluster-autoscaler",
        {"replicaCount": 0},
        "replicaCount",
    ),
)
