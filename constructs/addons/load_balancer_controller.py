"""aws-load-balancer-controller: makes the load balancer of the environment."""

from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons.helm_addon import HelmAddon
from constructs.addons.load_balancer_permissions import load_balancer_statements
from constructs.cluster.pod_identity import PodIdentity
from constructs.kubernetes.ready_cluster import ReadyCluster

NAME = "aws-load-balancer-controller"


def load_balancer_controller(
    scope: Construct,
    *,
    cluster: ReadyCluster,
    addons: AddonsConfig,
    vpc_id: str,
    web_acl_arn: str | None,
) -> HelmAddon:
    """Return the load balancer controller of a VPC."""
    web_acl = {"enableWafv2": True} if web_acl_arn else {}
    identity = PodIdentity(
        scope,
        f"{NAME}-identity",
        control_plane=cluster.control_plane,
        # With its full name, a role of the longest project and environment would be too long.
        name="load-balancer-controller",
        namespace="kube-system",
        service_account=NAME,
        statements=load_balancer_statements(cluster.control_plane, web_acl_arn),
    )
    return HelmAddon(
        scope,
        NAME,
        cluster=cluster,
        addons=addons,
        values={
            "clusterName": cluster.control_plane.name,
            "region": cluster.control_plane.location.region,
            "vpcId": vpc_id,
            **web_acl,
        },
        after=[identity.association],
    )
