"""nginx-ingress: every request from outside reaches an application through it."""

from config.addons.names import NGINX
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import helm_addon

NAME = NGINX
SERVICE = "nginx-ingress-controller"
SERVICE_PORT = 80
HEALTH_PATH = "/nginx-health"


def add(context: AddonContext) -> Installed:
    """Add F5's NGINX, which believes what a load balancer in the VPC says of the client."""
    entries = {"set-real-ip-from": context.inputs.vpc_cidr_block}
    return helm_addon(context, values={"controller": {"config": {"entries": entries}}})
