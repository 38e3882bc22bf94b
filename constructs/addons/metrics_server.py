"""metrics-server: what pods and nodes use, which autoscalers ask for."""

from config.addons.names import METRICS
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import helm_addon

NAME = METRICS
SERVICE_ACCOUNT = None


def add(context: AddonContext) -> Installed:
    """Add metrics-server, a pod in each zone."""
    return helm_addon(context, values={"replicas": context.one_in_each_zone})
