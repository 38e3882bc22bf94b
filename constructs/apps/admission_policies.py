"""Policies by which the API server refuses objects in the namespaces of applications."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_helm.release import Release

from config.kubernetes_names import SYSTEM_NAMESPACE
from constructs import Construct
from constructs.helm.chart import own_chart
from constructs.helm.release import helm_release
from constructs.helm.values import values_text

NAME: Final = "admission-policies"
NAMESPACE: Final = SYSTEM_NAMESPACE
"""Of the release alone, out of reach of applications: the policies are the cluster's."""


def add_admission_policies(
    scope: Construct, *, values: Mapping[str, Any], after: Sequence[ITerraformDependable]
) -> Release:
    """Return the release of the policies, which applications wait for.

    Args:
        scope: The construct of all applications.
        values: What the policies must know of the environment: `config.applications.admission`.
        after: What must be there before it.
    """
    return helm_release(
        scope,
        NAME,
        name=NAME,
        namespace=NAMESPACE,
        chart=own_chart(scope, NAME),
        values=[values_text(values)],
        after=after,
    )
