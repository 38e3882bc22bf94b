from collections.abc import Callable
from typing import Any

from cdktf import TerraformStack, Testing

from config.kubernetes_names import PodSecurity
from config.sections.application_limits import ApplicationLimits
from constructs.apps.limits import add_limits
from constructs.kubernetes.namespace import Namespace


def test_the_bounds_are_those_that_the_owner_sets(
    synthesize: Callable[[TerraformStack], dict[str, Any]],
) -> None:
    limits = ApplicationLimits.model_validate(
        {
            "quota": {
                "pods": 9,
                "cpu": "2",
                "memory": "3Gi",
                "ephemeral_storage": "4Gi",
                "ingresses": 5,
                "volume_claims": 1,
                "objects": 60,
            },
            "largest_container": {"memory": "64Mi", "ephemeral_storage": "1Gi"},
        }
    )
    stack = TerraformStack(Testing.app(), "bounds")
    namespace = Namespace(stack, "shop", pod_security=PodSecurity.RESTRICTED)
    add_limits(namespace, limits=limits)
    made = synthesize(stack)["resource"]
    (quota,) = made["kubernetes_resource_quota_v1"].values()
    (named,) = made["kubernetes_namespace_v1"]
    assert (
        quota["metadata"]["namespace"] == f"${{kubernetes_namespace_v1.{named}.metadata[0].name}}"
    )
    assert quota["spec"]["hard"] == {
        "pods": "9",
        "requests.cpu": "2",
        "limits.memory": "3Gi",
        "limits.ephemeral-storage": "4Gi",
        "persistentvolumeclaims": "1",
        "services.loadbalancers": "0",
        "services.nodeports": "0",
        "count/ingresses.networking.k8s.io": "5",
        "count/configmaps": "60",
        "count/cronjobs.batch": "60",
        "count/deployments.apps": "60",
        "count/horizontalpodautoscalers.autoscaling": "60",
        "count/jobs.batch": "60",
        "count/networkpolicies.networking.k8s.io": "60",
        "count/poddisruptionbudgets.policy": "60",
        "count/secrets": "60",
        "count/serviceaccounts": "60",
        "count/services": "60",
    }
    (limit_range,) = made["kubernetes_limit_range_v1"].values()
    assert limit_range["spec"]["limit"] == [
        {
            "type": "Container",
            "max": {"memory": "64Mi", "ephemeral-storage": "1Gi"},
            # A limit of 0 would be none.
            "min": {"memory": "6Mi", "ephemeral-storage": "1Mi"},
            # The chart's own, but none above the maximum.
            "default": {"memory": "64Mi", "ephemeral-storage": "256Mi"},
            "default_request": {"cpu": "100m", "memory": "64Mi", "ephemeral-storage": "128Mi"},
        }
    ]
