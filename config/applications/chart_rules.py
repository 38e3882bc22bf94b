"""Values that contradict each other, or that Kubernetes or the platform would refuse at deployment.

helm/microservice/templates/_validate.tpl says the same where it knows as much; the tests in
tests/helm/test_refusals.py hold the two together.
"""

from collections.abc import Callable, Collection, Iterator

from config.applications.chart_values import ChartValues
from config.applications.rules import (
    canaries,
    companions,
    environment,
    ingresses,
    monitoring,
    networks,
    platform,
    ports,
    resources,
    scaling,
    schedules,
    serving,
    volumes,
)
from config.errors import Mistake

Rule = Callable[[ChartValues], Iterator[Mistake]]


def rule_mistakes(values: ChartValues, invalid: Collection[str]) -> Iterator[Mistake]:
    """Yield what the rules refuse.

    Args:
        values: The values of an application.
        invalid: The first keys of what the schema refuses: rules that read them are passed over.
    """
    for keys, rules in RULES.items():
        if not set(keys) & set(invalid):
            for rule in rules:
                yield from rule(values)


_CONTAINERS = ("deployment", "schedules", "sidecars", "initContainers", "resources")
_PORTS = ("deployment", "port", "extraPorts")
RULES: dict[tuple[str, ...], tuple[Rule, ...]] = {
    ("autoscaling",): (scaling.replicas,),
    ("autoscaling", "podDisruptionBudget"): (scaling.disruption_budget,),
    ("shutdown",): (scaling.shutdown,),
    ("rollout",): (scaling.revisions, canaries.steps),
    ("rollout", "ingresses"): (canaries.judged,),
    ("deployment", "schedules"): (serving.pods,),
    (*_PORTS, "ingresses", "monitoring"): (serving.leads_nowhere,),
    ("deployment", "port", "probes"): (serving.probes,),
    ("schedules", "scheduleDefaults"): (schedules.times, schedules.time_zones),
    ("ingresses",): (
        ingresses.hosts,
        ingresses.paths,
        ingresses.annotations,
        ingresses.annotation_values,
        ingresses.protocols,
    ),
    _PORTS: (ports.numbers,),
    (*_PORTS, "ingresses", "extraObjects"): (companions.ports,),
    ("extraPorts",): (ports.service_port,),
    ("monitoring", *_PORTS): (ports.metrics_port,),
    ("monitoring",): (monitoring.interval, monitoring.alerts),
    (*_CONTAINERS, "env", "secretEnv"): (environment.variables,),
    (*_CONTAINERS, "externalSecret", "secretEnv"): (environment.secret_keys,),
    ("envFrom", "config", "externalSecret"): (companions.env_from,),
    ("externalSecret",): (environment.refresh,),
    ("config", "extraObjects"): (environment.files_size,),
    (*_CONTAINERS, "command", "args", "env"): (environment.texts_size,),
    ("sidecars", "initContainers"): (companions.names,),
    ("config", "volumes"): (volumes.mount_paths,),
    (*_CONTAINERS, "config", "volumes"): (companions.mounts, volumes.companion_paths),
    _CONTAINERS: (resources.requests, resources.least),
    ("networkPolicy",): (networks.egress, networks.egress_size),
    ("priorityClassName", "ingressClassName", "externalSecret", "rollout"): (platform.existing,),
}
"""The rules by the first keys that they read."""
