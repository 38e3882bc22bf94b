"""nginx-ingress: every request from outside reaches an application through it."""

from config.addons.names import LOAD_BALANCER_CONTROLLER, NGINX
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import helm_addon
from constructs.helm.release import own_release

NAME = NGINX
SERVICE_ACCOUNT = None
DISRUPTION_BUDGET = "nginx-disruption-budget"
SERVICE = "nginx-ingress-controller"
SERVICE_PORT = 80
HEALTH_PATH = "/nginx-health"


def add(context: AddonContext) -> Installed:
    """Add F5's NGINX, a pod in each zone and at least three, and the budget of its pods.

    It believes what a load balancer in the VPC says of the client.
    """
    controller = context.installed.get(LOAD_BALANCER_CONTROLLER)
    values = {
        "autoscaling": {"minReplicas": context.one_in_each_zone},
        "config": {"entries": {"set-real-ip-from": context.inputs.vpc_cidr_block}},
    }
    nginx = helm_addon(
        context,
        values={"controller": values},
        # It has a say in each pod's start: a readiness gate.
        after=[controller.ready] if controller else [],
    )
    # A chart of ours, since NGINX's own lets pods that are never ready hold up a drain. It comes
    # after, so that an upgrade first takes the former away: no pod of two budgets is evicted.
    budget = own_release(
        context.scope,
        DISRUPTION_BUDGET,
        namespace=context.addon.file.namespace,
        after=[nginx.ready],
    )
    return Installed(ready=budget)
