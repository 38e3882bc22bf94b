"""aws-load-balancer-controller: makes the load balancer of the environment."""

from config.addons.names import LOAD_BALANCER_CONTROLLER
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import Identity, helm_addon
from constructs.addons.load_balancer_permissions import load_balancer_statements

NAME = LOAD_BALANCER_CONTROLLER
SERVICE_ACCOUNT = NAME


def add(context: AddonContext) -> Installed:
    """Add the load balancer controller of the VPC, a pod in each zone."""
    control_plane, web_acl_arn = context.control_plane, context.inputs.load_balancer.web_acl_arn
    return helm_addon(
        context,
        identity=Identity(
            service_account=SERVICE_ACCOUNT,
            # With its full name, a role of the longest project and environment would be too long.
            role="load-balancer-controller",
            statements=load_balancer_statements(control_plane, web_acl_arn),
        ),
        values={
            "clusterName": control_plane.name,
            "region": control_plane.location.region,
            "vpcId": context.inputs.vpc_id,
            "replicaCount": context.one_in_each_zone,
            **({"enableWafv2": True} if web_acl_arn else {}),
        },
    )
