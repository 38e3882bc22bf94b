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
            "quota": {"pods": 9, "cpu": "2", "memory": "3Gi", "ephemeral_storage": "4Gi"},
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
        "persistentvolumeclaims": "0",
        "services.loadbalancers": "0",
        "services.nodeports": "0",
    }
    (limit_range,) = made["kubernetes_limit_range_v1"].values()
    assert limit_range["spec"]["limit"] == [
        {
            "type": "Container",
            "max": {"memory": "64Mi", "ephemeral-storage": "1Gi"},
            # The chart's own, but none above the maximum.
            "default": {"memory": "64Mi", "ephemeral-storage": "256Mi"},
            "default_request": {"cpu": "100m", "memory": "64Mi", "ephemeral-storage": "128Mi"},
        }
    ]
