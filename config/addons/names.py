"""The names of the addons: each has a folder of its name in helm/addons."""

from pathlib import Path
from typing import Final

from config.yaml.stray_files import written_folders

ADDONS: Final = Path("helm/addons")

AUTOSCALER: Final = "cluster-autoscaler"
METRICS: Final = "metrics-server"
DESCHEDULER: Final = "descheduler"
LOAD_BALANCER_CONTROLLER: Final = "aws-load-balancer-controller"
EXTERNAL_DNS: Final = "external-dns"
EXTERNAL_SECRETS: Final = "external-secrets"
FLUENT_BIT: Final = "aws-for-fluent-bit"
MONITORING: Final = "kube-prometheus-stack"
NGINX: Final = "nginx-ingress"
ROLLOUTS: Final = "argo-rollouts"

PLATFORM_ADDONS: Final = (
    AUTOSCALER,
    METRICS,
    DESCHEDULER,
    LOAD_BALANCER_CONTROLLER,
    EXTERNAL_DNS,
    EXTERNAL_SECRETS,
    FLUENT_BIT,
    MONITORING,
    NGINX,
    ROLLOUTS,
)
"""The addons that the platform itself relies on, in the order in which they are added. All others
are the owner's, and come after them."""


def addon_names() -> tuple[str, ...]:
    """Return the names of all addons, whatever their folders hold.

    Raises:
        OSError: A folder cannot be read.
    """
    return tuple(path.name for path in written_folders(ADDONS))
