"""Workloads of which it is not known where they may stand."""

from typing import Final

from terraform_json.types import Json
from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.pods import of_addon

METRICS: Final = "metrics-server"
ZONE: Final = "topology.kubernetes.io/zone"


def _on(*terms: Json) -> Json:
    required = {"nodeSelectorTerms": [{"matchExpressions": [term]} for term in terms]}
    return {
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}
    }


def _unknown(name: str, values: Json) -> Weakened:
    return of_addon(name, "path-not-known", METRICS, values, "replicas")


UNKNOWN: Final = (
    _unknown(
        "a node affinity of two terms",
        _on(
            {"key": ZONE, "operator": "In", "values": ["eu-west-1a"]},
            {"key": "node", "operator": "In", "values": ["infrastructure"]},
        ),
    ),
    _unknown(
        "a node affinity that compares numbers",
        _on({"key": "cores", "operator": "Gt", "values": ["1"]}),
    ),
    _unknown(
        "a budget whose number is a list",
        {"podDisruptionBudget": {"maxUnavailable": [1], "minAvailable": None}},
    ),
    _unknown("requests that are not stated", {"resources": {"requests": None, "limits": None}}),
    of_addon(
        "metrics-server kept out of two zones",
        "pods-without-room",
        METRICS,
        _on({"key": ZONE, "operator": "NotIn", "values": ["eu-west-1b", "eu-west-1c"]}),
        "nodeSelector",
    ),
)
