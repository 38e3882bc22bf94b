"""metrics-server: CPU and memory of pods and nodes, for autoscalers."""

from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons.helm_addon import HelmAddon
from constructs.kubernetes.ready_cluster import ReadyCluster

NAME = "metrics-server"


def metrics_server(scope: Construct, *, cluster: ReadyCluster, addons: AddonsConfig) -> HelmAddon:
    """Return the metrics server, which needs nothing of AWS."""
    return HelmAddon(scope, NAME, cluster=cluster, addons=addons)
