"""Values that contradict each other, refused at synth as the chart refuses them at deployment.

helm/microservice/templates/_validate.tpl says the same; tests/helm/test_refusals.py holds the two
together.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from config.applications.chart_values import ChartValues
from config.errors import Mistake

Rule = Callable[[ChartValues], Iterator[Mistake]]


def rule_mistakes(values: ChartValues, invalid: Collection[str]) -> Iterator[Mistake]:
    """Yield the contradictions.

    Args:
        values: The values of an application.
        invalid: The first keys of what the schema refuses: rules that read them are passed over.
    """
    for keys, rule in RULES.items():
        if not set(keys) & set(invalid):
            yield from rule(values)


def _replicas(values: ChartValues) -> Iterator[Mistake]:
    scaling = values.effective["autoscaling"]
    if scaling["maxReplicas"] < scaling["minReplicas"]:
        yield values.mistake(
            ("autoscaling", "maxReplicas"),
            "is less than autoscaling.minReplicas",
            allowed=f"{scaling['minReplicas']} or more",
            remedy="raise it, or lower autoscaling.minReplicas",
        )


def _disruption_budget(values: ChartValues) -> Iterator[Mistake]:
    replicas = values.effective["autoscaling"]["minReplicas"]
    wanted = values.effective["podDisruptionBudget"]["minAvailable"]
    # Kubernetes rounds a percentage up.
    least = -(-int(wanted[:-1]) * replicas // 100) if isinstance(wanted, str) else wanted
    if least >= replicas:
        effect = "can never be met by" if least > replicas else "blocks every drain of a node at"
        yield values.mistake(
            ("podDisruptionBudget", "minAvailable"),
            f"{effect} autoscaling.minReplicas",
            allowed=f"fewer than {replicas} pods",
            remedy="lower it, or raise autoscaling.minReplicas",
        )


def _hosts(values: ChartValues) -> Iterator[Mistake]:
    seen = set()
    for index, ingress in enumerate(values.effective["ingresses"]):
        if ingress["host"] in seen:
            yield values.mistake(
                ("ingresses", index, "host"),
                "is the host of an earlier entry",
                allowed="every host once",
                remedy="put the paths of both into one entry",
            )
        seen.add(ingress["host"])


def _ports(values: ChartValues) -> Iterator[Mistake]:
    named = {"http": values.effective["port"], **values.effective["extraPorts"]}
    if _twice(named.values()):
        yield values.mistake(
            ("extraPorts",),
            "two ports have the same number",
            allowed=f"numbers that differ from each other and from port {named['http']}",
            remedy="remove the second name of the port",
        )


def _metrics_port(values: ChartValues) -> Iterator[Mistake]:
    monitor = values.effective["monitoring"]["serviceMonitor"]
    names = sorted(["http", *values.effective["extraPorts"]])
    if monitor["enabled"] and monitor["port"] not in names:
        yield values.mistake(
            ("monitoring", "serviceMonitor", "port"),
            "is not a port of the application",
            allowed=", ".join(names),
            remedy="name one of them, or add it to extraPorts",
        )


def _environment(values: ChartValues) -> Iterator[Mistake]:
    plain, secret = values.effective["env"], values.effective["secretEnv"]
    for name in sorted(set(plain) & set(secret)):
        yield values.mistake(
            ("env", name),
            "is set by secretEnv too",
            allowed="every name once",
            remedy="remove one of the two",
        )


def _secret_keys(values: ChartValues) -> Iterator[Mistake]:
    fetched = values.effective["externalSecret"]["data"]
    for name, reference in values.effective["secretEnv"].items():
        if "secret" not in reference and reference["key"] not in fetched:
            yield values.mistake(
                ("secretEnv", name, "key"),
                "is not in the application's own Secret",
                allowed=", ".join(sorted(fetched)) or "no key, as externalSecret.data is empty",
                remedy="add the key to externalSecret.data, or name another Secret in `secret`",
            )


def _mount_paths(values: ChartValues) -> Iterator[Mistake]:
    config = values.effective["config"]
    taken = ["/tmp", *([config["mountPath"]] if config["files"] else [])]  # noqa: S108 - in a pod
    volumes = values.effective["volumes"]
    twice = _twice([*taken, *(volume["mountPath"] for volume in volumes.values())])
    for name, volume in volumes.items():
        if volume["mountPath"] in twice:
            yield values.mistake(
                ("volumes", name, "mountPath"),
                "is the path of two volumes",
                allowed="every path once, and /tmp is taken",
                remedy="mount one of them elsewhere",
            )


def _twice(items: Iterable[Any]) -> set[Any]:
    return {item for item, count in Counter(items).items() if count > 1}


RULES: dict[tuple[str, ...], Rule] = {
    ("autoscaling",): _replicas,
    ("autoscaling", "podDisruptionBudget"): _disruption_budget,
    ("ingresses",): _hosts,
    ("port", "extraPorts"): _ports,
    ("monitoring", "extraPorts"): _metrics_port,
    ("env", "secretEnv"): _environment,
    ("externalSecret", "secretEnv"): _secret_keys,
    ("config", "volumes"): _mount_paths,
}
"""Each rule by the first keys that it reads."""
