"""How Terraform reaches the inside of the cluster."""

from typing import Any

from cdktf import Fn
from cdktf_cdktf_provider_helm.provider import HelmProvider
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider, KubernetesProviderExec

from constructs import Construct
from constructs.cluster.control_plane import ControlPlane


def add_cluster_providers(scope: Construct, control_plane: ControlPlane) -> None:
    """Add the Helm and the Kubernetes provider for a cluster.

    Both ask the AWS command line for a token when they need one, so that none is in the state:
    https://registry.terraform.io/providers/hashicorp/kubernetes/2.38.0/docs#exec-plugins
    """
    cluster, region = control_plane.resource, control_plane.location.region
    token: dict[str, Any] = {
        "api_version": "client.authentication.k8s.io/v1beta1",
        "command": "aws",
        "args": ["eks", "get-token", "--cluster-name", control_plane.name, "--region", region],
    }
    host = cluster.endpoint
    authority = Fn.base64decode(cluster.certificate_authority.get(0).data)
    KubernetesProvider(
        scope,
        "kubernetes",
        host=host,
        cluster_ca_certificate=authority,
        exec=[KubernetesProviderExec(**token)],
    )
    HelmProvider(
        scope,
        "helm",
        kubernetes={"host": host, "cluster_ca_certificate": authority, "exec": token},
    )
