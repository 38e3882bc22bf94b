"""aws-load-balancer-controller: makes the load balancer of the environment."""

from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons.helm_addon import HelmAddon
from constructs.addons.load_balancer_permissions import load_balancer_statements
from constructs.cluster.pod_identity import PodIdentity
from constructs.kubernetes.inside import Inside

NAME = "aws-load-balancer-controller"


def load_balancer_controller(
    scope: Construct, *, inside: Inside, addons: AddonsConfig, vpc_id: str
) -> HelmAddon:
    """Return the load balancer controller of a VPC."""
    identity = PodIdentity(
        scope,
        f"{NAME}-identity",
        control_plane=inside.control_plane,
        # With its full name, a role of the longest project and environment would be too long.
        name="load-balancer-controller",
        namespace="kube-system",
        service_account=NAME,
        statements=load_balancer_statements(inside.control_plane),
    )
    return HelmAddon(
        scope,
        NAME,
        inside=inside,
        addons=addons,
        values={
            "clusterName": inside.control_plane.name,
            "region": inside.control_plane.location.region,
            "vpcId": vpc_id,
        },
        after=[identity.association],
    )
