"""nginx-ingress: every request from outside reaches an application through it."""

from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons.helm_addon import HelmAddon
from constructs.kubernetes.namespace import Namespace
from constructs.kubernetes.ready_cluster import ReadyCluster

NAME = "nginx-ingress"
SERVICE = "nginx-ingress-controller"
SERVICE_PORT = 80
HEALTH_PATH = "/nginx-health"


def nginx_ingress(
    scope: Construct,
    *,
    cluster: ReadyCluster,
    addons: AddonsConfig,
    namespace: Namespace,
    vpc_cidr_block: str,
) -> HelmAddon:
    """Return F5's NGINX, which believes what a load balancer in the VPC says of the client."""
    return HelmAddon(
        scope,
        NAME,
        cluster=cluster,
        addons=addons,
        values={"controller": {"config": {"entries": {"set-real-ip-from": vpc_cidr_block}}}},
        after=namespace.policies,
    )
