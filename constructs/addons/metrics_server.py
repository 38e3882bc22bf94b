"""metrics-server: CPU and memory of pods and nodes, for autoscalers."""

from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons.helm_addon import HelmAddon
from constructs.kubernetes.inside import Inside

NAME = "metrics-server"


def metrics_server(scope: Construct, *, inside: Inside, addons: AddonsConfig) -> HelmAddon:
    """Return the metrics server, which needs nothing of AWS."""
    return HelmAddon(scope, NAME, inside=inside, addons=addons)
