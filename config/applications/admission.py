"""The values by which the API server holds an environment's applications to the rules of synth.

The chart is helm/admission-policies.
"""

from typing import Any

from config.applications.rules.environment import LEAST_REFRESH
from config.applications.rules.ingresses import MOST_PATHS
from config.applications.rules.monitoring import LABELS, LEAST_INTERVAL, RESERVED, TEXT
from config.applications.rules.networks import MOST_NETWORKS
from config.applications.rules.own_annotations import OWN_HOST, OWNERS
from config.applications.rules.scaling import LONGEST_SHUTDOWN, MOST_REVISIONS
from config.applications.rules.schedules import LONGEST_RUN, MOST_HISTORY
from config.checks.traffic import WIDEST_PREFIX, closed_networks
from config.kubernetes_names import (
    APPLICATION_LABELS,
    INGRESS_CLASS,
    PROMETHEUS,
    SECRET_STORE,
)
from config.model import EnvironmentConfig
from config.sections.cidr import NOT_ROUTED


def admission_values(config: EnvironmentConfig) -> dict[str, Any]:
    """Return the values of the chart, the same whichever applications there are."""
    allowed = config.applications
    databases = [str(subnets.database) for subnets in config.network.zones.values()]
    return {
        "namespaceLabels": dict(APPLICATION_LABELS),
        "environment": config.name,
        "domain": config.dns.domain,
        "apex": list(allowed.apex),
        "ingressClass": INGRESS_CLASS,
        "ingressAnnotations": dict.fromkeys(allowed.annotations, OWNERS) | OWN_HOST,
        "maxPaths": MOST_PATHS,
        "nodeGroups": list(config.cluster.application_node_groups),
        "priorityClasses": list(allowed.priority_classes),
        "imageRegistries": list(allowed.image_registries),
        "maxReplicas": allowed.max_replicas,
        "maxRevisions": MOST_REVISIONS,
        "maxTerminationSeconds": LONGEST_SHUTDOWN,
        "maxRunSeconds": LONGEST_RUN,
        "maxHistory": MOST_HISTORY,
        "networks": {
            "closed": [str(network) for network in closed_networks(config)],
            "private": [str(network) for network in NOT_ROUTED],
            "allowed": [str(network) for network in allowed.egress_cidrs],
            "databases": databases,
            "widestPrefix": WIDEST_PREFIX,
            "most": MOST_NETWORKS,
        },
        "secretStore": SECRET_STORE,
        "leastRefreshSeconds": LEAST_REFRESH,
        "sharedSecrets": {name: list(each) for name, each in allowed.shared_secrets.items()},
        "monitoring": {
            "prometheus": PROMETHEUS,
            "leastIntervalSeconds": LEAST_INTERVAL,
            "labels": list(LABELS),
            "reservedAlerts": list(RESERVED),
            "text": TEXT,
        },
    }
