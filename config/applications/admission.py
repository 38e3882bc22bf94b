"""The values by which the API server holds an environment's applications to the rules of synth.

The chart is helm/admission-policies.
"""

from typing import Any

from config.applications.rules.own_annotations import OWN_HOST
from config.checks.traffic import WIDEST_PREFIX, closed_networks
from config.kubernetes_names import (
    APPLICATION_LABELS,
    INGRESS_CLASS,
    SECRET_STORE,
)
from config.model import EnvironmentConfig
from config.sections.fields import NOT_ROUTED


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
        "ingressAnnotations": sorted({*OWN_HOST, *allowed.annotations}),
        "nodeGroups": list(config.cluster.application_node_groups),
        "priorityClasses": list(allowed.priority_classes),
        "imageRegistries": list(allowed.image_registries),
        "maxReplicas": allowed.max_replicas,
        "networks": {
            "closed": [str(network) for network in closed_networks(config)],
            "private": [str(network) for network in NOT_ROUTED],
            "allowed": [str(network) for network in allowed.egress_cidrs],
            "databases": databases,
            "widestPrefix": WIDEST_PREFIX,
        },
        "secretStore": SECRET_STORE,
        "sharedSecrets": {name: list(each) for name, each in allowed.shared_secrets.items()},
    }
