"""How much an application may have: the quota of its namespace, and what a container gets."""

from typing import Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.limit_range_v1 import LimitRangeV1
from cdktf_cdktf_provider_kubernetes.resource_quota_v1 import ResourceQuotaV1

from config.applications.chart_values import chart_defaults
from config.applications.rules.resources import LEAST
from config.quantities import quantity
from config.sections.application_limits import ApplicationLimits
from constructs.kubernetes.namespace import Namespace

NAME: Final = "application"
_NONE: Final = {
    "services.loadbalancers": "0",
    "services.nodeports": "0",
}
"""The kinds of Services that no application has: one load balancer is for all."""
# Not those of addons: Kubernetes counts a kind that is new to it only some minutes later, and
# until then refuses every object of it.
_COUNTED: Final = (
    "configmaps",
    "cronjobs.batch",
    "deployments.apps",
    "horizontalpodautoscalers.autoscaling",
    "jobs.batch",
    "networkpolicies.networking.k8s.io",
    "poddisruptionbudgets.policy",
    "secrets",
    "serviceaccounts",
    "services",
)


def add_limits(
    namespace: Namespace, *, limits: ApplicationLimits
) -> tuple[ITerraformDependable, ...]:
    """Return the quota and the limits of a namespace, which its pods wait for.

    Of memory and disk, limits are counted, the larger of the two; of cores, requests, for a
    container may do without a limit of them. What a container does not say, it gets as the chart
    has it by default: the quota would refuse a pod without a limit.

    Args:
        namespace: The application's namespace.
        limits: What its owner lets it have.
    """
    quota, largest = limits.quota, limits.largest_container
    metadata = {"name": NAME, "namespace": namespace.reference}
    hard = {
        "pods": str(quota.pods),
        "requests.cpu": quota.cpu,
        "limits.memory": quota.memory,
        "limits.ephemeral-storage": quota.ephemeral_storage,
        # None unless the owner makes one: a disk stands in one zone.
        "persistentvolumeclaims": str(quota.volume_claims),
        "count/ingresses.networking.k8s.io": str(quota.ingresses),
        **{f"count/{kind}": str(quota.objects) for kind in _COUNTED},
        **_NONE,
    }
    most = {"memory": largest.memory, "ephemeral-storage": largest.ephemeral_storage}
    resources = chart_defaults()["resources"]
    container = {
        "type": "Container",
        "default": {name: _less(resources["limits"][name], most[name]) for name in most},
        "defaultRequest": {
            name: _less(text, most.get(name, text)) for name, text in resources["requests"].items()
        },
        "max": most,
        "min": LEAST,
    }
    return (
        ResourceQuotaV1(namespace, "quota", metadata=metadata, spec={"hard": hard}),
        LimitRangeV1(namespace, "limits", metadata=metadata, spec={"limit": [container]}),
    )


def _less(one: str, other: str) -> str:
    """Return the smaller of two quantities: no default may be above the maximum."""
    return min(one, other, key=quantity)
