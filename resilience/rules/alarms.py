"""Rules about alarms: each path has one, each reaches people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from resilience.causes.places import Attribute, Place, Setting
from resilience.findings import Severity
from resilience.rules.evidence import Evidence, Resource
from resilience.rules.rule import Rule, Weakness
from resilience.survival.elements import part_element
from resilience.survival.paths import Path, Topic

_ALARMS: Final = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Alarms.html"
)
_PILLAR: Final = (
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
    "monitor-workload-resources.html"
)
_ALARM: Final = "aws_cloudwatch_metric_alarm"


@dataclass(frozen=True, kw_only=True)
class Watch:
    """The alarm that a kind of paths has to have.

    Attributes:
        topic: What the paths are for.
        titles: What it tells of, in a few words.
        namespace: The namespace of its metrics.
        metrics: Any of these.
        about: The type of resource each of which needs an alarm; empty where one is enough.
        dimension: The dimension that names the resource.
        kind: A word that is in the names of paths that need it; empty for all of the topic.
    """

    topic: Topic
    titles: str
    namespace: str
    metrics: frozenset[str]
    about: str = ""
    dimension: str = ""
    kind: str = ""


WATCHES: Final = (
    Watch(
        topic=Topic.REQUESTS,
        titles="answers of the load balancer that are errors",
        namespace="AWS/ApplicationELB",
        metrics=frozenset({"HTTPCode_ELB_5XX_Count"}),
    ),
    Watch(
        topic=Topic.REQUESTS,
        titles="targets of the load balancer that are not healthy",
        namespace="AWS/ApplicationELB",
        metrics=frozenset({"UnHealthyHostCount", "HealthyHostCount"}),
    ),
    Watch(
        topic=Topic.INTERNET,
        titles="packets that the NAT gateway drops or cannot send on",
        namespace="AWS/NATGateway",
        metrics=frozenset({"PacketsDropCount", "ErrorPortAllocation"}),
        about="aws_nat_gateway",
        dimension="NatGatewayId",
        kind="way-out",
    ),
    Watch(
        topic=Topic.DATABASE,
        titles="connections to the writer",
        namespace="AWS/RDS",
        metrics=frozenset({"DatabaseConnections"}),
        kind="writer",
    ),
    Watch(
        topic=Topic.DATABASE,
        titles="the readers' lag",
        namespace="AWS/RDS",
        metrics=frozenset({"AuroraReplicaLag", "AuroraReplicaLagMaximum"}),
        kind="reader",
    ),
    Watch(
        topic=Topic.SCALING,
        titles="pods that find no node",
        namespace="AWS/EKS",
        metrics=frozenset({"scheduler_pending_pods_UNSCHEDULABLE", "scheduler_pending_pods"}),
        kind="nodes",
    ),
    Watch(
        topic=Topic.OBSERVABILITY,
        titles="silence of Prometheus and Alertmanager",
        namespace="AWS/SNS",
        metrics=frozenset({"NumberOfMessagesPublished"}),
        kind="alerts",
    ),
)


def _metrics(alarm: Resource) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield namespace, name and dimensions of the metrics that an alarm watches."""
    queries = alarm.at("metric_query")
    blocks = (
        [each.get("metric", {}) for each in queries if isinstance(each, dict)]
        if isinstance(queries, list)
        else []
    )
    for block in (alarm.block, *blocks):
        dimensions = block.get("dimensions")
        if "metric_name" in block:
            yield (
                str(block.get("namespace")),
                str(block["metric_name"]),
                dimensions if isinstance(dimensions, dict) else {},
            )


def _missing(evidence: Evidence) -> Iterator[Weakness]:
    for watch in WATCHES:
        path = _path(evidence, watch)
        if path is None:
            continue
        if not watch.about:
            if not any(_watches(alarm, watch) for alarm in evidence.all(_ALARM)):
                yield _unwatched(watch, path, subject=path.name, resources=())
            continue
        for resource in evidence.all(watch.about):
            if not any(
                _watches(alarm, watch) and _is_about(evidence, alarm, watch, resource)
                for alarm in evidence.all(_ALARM)
            ):
                place = Attribute(stack=resource.part.stack, address=resource.part.address)
                yield _unwatched(
                    watch, path, subject=resource.name, resources=(resource.name,), place=place
                )


def _path(evidence: Evidence, watch: Watch) -> Path | None:
    """Return the first path that needs the alarm, where requests reach it from outside."""
    outside = bool(evidence.all("kubernetes_ingress_v1"))
    if watch.namespace == "AWS/ApplicationELB" and not outside:
        return None
    paths = evidence.analysis.paths
    return next((p for p in paths if p.topic is watch.topic and watch.kind in p.name), None)


def _watches(alarm: Resource, watch: Watch) -> bool:
    return any(
        namespace == watch.namespace and name in watch.metrics
        for namespace, name, _ in _metrics(alarm)
    )


def _is_about(evidence: Evidence, alarm: Resource, watch: Watch, resource: Resource) -> bool:
    path = ("dimensions", watch.dimension)
    return resource.part in evidence.led_to(alarm, *path)


def _unwatched(
    watch: Watch,
    path: Path,
    *,
    subject: str,
    resources: tuple[str, ...],
    place: Place | None = None,
) -> Weakness:
    return Weakness(
        subject=subject,
        problem=f"no alarm tells of {watch.titles}",
        why=f"That the path {path.name} is about to break is noticed by users first",
        remedy=f"add an alarm on {watch.namespace} {' or '.join(sorted(watch.metrics))}",
        places=(place or Setting(path=("alarms",)),),
        path=path.name,
        resources=resources,
    )


def _silent(evidence: Evidence) -> Iterator[Weakness]:
    for alarm in evidence.all(_ALARM):
        if not alarm.at("alarm_actions") or alarm.at("actions_enabled") is False:
            yield Weakness(
                subject=alarm.name,
                problem="the alarm tells nobody",
                why="It turns red where people do not look",
                remedy="give it the topic of alarms as its action",
                places=(
                    Attribute(
                        stack=alarm.part.stack, address=alarm.part.address, path=("alarm_actions",)
                    ),
                ),
                resources=(alarm.name,),
            )


def _without_receiver(evidence: Evidence) -> Iterator[Weakness]:
    told = {
        part_element(part)
        for each in evidence.all("aws_sns_topic_subscription")
        for part in evidence.led_to(each, "topic_arn")
    }
    used = {
        part_element(part)
        for alarm in evidence.all(_ALARM)
        for part in evidence.led_to(alarm, "alarm_actions")
    }
    # All topics have the same receivers: the environment's file names them once.
    silent = sorted(used - told)
    if evidence.production and silent:
        yield Weakness(
            subject=silent[0],
            problem=f"nobody receives the alarms of {len(silent)} topics",
            why="Alarms go off and no person hears of it",
            remedy="name a receiver in `alarms: {subscriptions: [...]}`",
            places=(Setting(path=("alarms", "subscriptions")),),
            resources=tuple(silent),
        )


RULES: Final = (
    Rule(
        id="alarm-missing",
        severity=Severity.MEDIUM,
        title="A path has no alarm",
        example="No alarm is about the NAT gateway of eu-west-1b.",
        source=_PILLAR,
        find=_missing,
    ),
    Rule(
        id="alarm-without-action",
        severity=Severity.MEDIUM,
        title="An alarm tells nobody",
        example="An alarm has no `alarm_actions`.",
        source=_ALARMS,
        find=_silent,
    ),
    Rule(
        id="alarms-without-receiver",
        severity=Severity.MEDIUM,
        title="Nobody receives production's alarms",
        example="`alarms.subscriptions` is empty in production.",
        source=_PILLAR,
        find=_without_receiver,
    ),
)
