"""Policies of the API server for the whole cluster, from the first object to the last."""

from collections.abc import Sequence
from typing import Final

from config.kubernetes_names import (
    IDENTITY_LABELS,
    SYSTEM_NAMESPACE,
    VOLUMES_NAMESPACE,
    PodSecurity,
)
from constructs import Construct
from constructs.helm.chart import own_chart
from constructs.helm.release import helm_release
from constructs.helm.values import values_text
from constructs.kubernetes.namespace import Namespace
from constructs.kubernetes.ready_cluster import ReadyCluster

NAME: Final = "cluster-policies"
NAMESPACE: Final = SYSTEM_NAMESPACE
"""Of the release alone: the policies are the cluster's."""
VOLUMES_MINUTES: Final = 15
"""How long volumes may take to go. Kubernetes detaches by force after 6 minutes, and the driver
tries a deletion that failed again within 5:
https://github.com/kubernetes-csi/external-provisioner#command-line-options"""


def add_cluster_policies(
    scope: Construct, *, cluster: ReadyCluster, service_accounts: Sequence[str]
) -> ReadyCluster:
    """Add the policies, and the namespace that ends when AWS has no volume of the cluster any more.

    Args:
        scope: The stack.
        cluster: The cluster, with EKS's addons.
        service_accounts: Those of kube-system whose pods have an identity in AWS. Others are known
            by labels of their namespaces, which there are the cluster's own.

    Returns:
        The same cluster for what comes after both, and is destroyed before them.
    """
    parent = Construct(scope, NAME)
    values = {
        "volumes": {"namespace": VOLUMES_NAMESPACE},
        "podIdentity": {
            "labels": IDENTITY_LABELS,
            "serviceAccounts": [f"{NAMESPACE}/{name}" for name in service_accounts],
        },
    }
    policies = helm_release(
        parent,
        "release",
        name=NAME,
        namespace=NAMESPACE,
        chart=own_chart(parent, NAME),
        values=[values_text(values)],
        after=cluster.ready,
    )
    volumes = Namespace(
        parent,
        VOLUMES_NAMESPACE,
        pod_security=PodSecurity.RESTRICTED,
        after=[policies],
        delete_minutes=VOLUMES_MINUTES,
    )
    return cluster.after(*volumes.policies)
