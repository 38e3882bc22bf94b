"""nginx-ingress: every request from outside reaches an application through it."""

from config.addons.names import LOAD_BALANCER_CONTROLLER, NGINX
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import helm_addon

NAME = NGINX
SERVICE_ACCOUNT = None
SERVICE = "nginx-ingress-controller"
SERVICE_PORT = 80
HEALTH_PATH = "/nginx-health"


def add(context: AddonContext) -> Installed:
    """Add F5's NGINX: a pod in each zone, at least three, behind the load balancer.

    It believes what a load balancer in the VPC says of the client.
    """
    controller = context.installed.get(LOAD_BALANCER_CONTROLLER)
    values = {
        "autoscaling": {"minReplicas": context.one_in_each_zone},
        "config": {"entries": {"set-real-ip-from": context.inputs.vpc_cidr_block}},
    }
    return helm_addon(
        context,
        values={"controller": values},
        # It has a say in each pod's start: a readiness gate.
        after=[controller.ready] if controller else [],
    )
