"""All rules, in the order in which they are listed."""

from typing import Final

from resilience.rules import (
    acceptances,
    alarms,
    capacity,
    ceilings,
    cluster,
    database,
    database_protection,
    disruptions,
    load_balancer,
    manifests,
    missing,
    network,
    node_care,
    node_groups,
    outcomes,
    pods,
    security_groups,
    spread,
    state,
    versions,
    webhooks,
)
from resilience.rules.rule import Rule

TOPICS: Final[dict[str, tuple[Rule, ...]]] = {
    "Network": (*network.RULES, *security_groups.RULES),
    "Load balancer": load_balancer.RULES,
    "Database": (*database.RULES, *database_protection.RULES),
    "Cluster": (*cluster.RULES, *versions.RULES),
    "Nodes": (*node_groups.RULES, *node_care.RULES),
    "Pods": (*pods.RULES, *spread.RULES),
    "Disruptions": disruptions.RULES,
    "Webhooks": webhooks.RULES,
    "Manifests": manifests.RULES,
    "State and keys": state.RULES,
    "Alarms": alarms.RULES,
    "Ceilings": ceilings.RULES,
    "Parts": missing.RULES,
    "Capacity": capacity.RULES,
    "Outcomes": outcomes.RULES,
    "Acceptances": acceptances.RULES,
}
"""The rules of each topic, by its title."""

RULES: Final[tuple[Rule, ...]] = tuple(rule for rules in TOPICS.values() for rule in rules)
