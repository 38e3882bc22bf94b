"""The alarms that paths have to have, as data, and which alarms are such."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from resilience.evidence import Evidence, Resource
from resilience.survival.paths import Path, Topic

ALARM: Final = "aws_cloudwatch_metric_alarm"


@dataclass(frozen=True, kw_only=True)
class Watch:
    """The alarm that paths of a kind have to have.

    Attributes:
        title: What it tells of, in a few words.
        topic: What the paths are for.
        word: A word in the name of the paths; empty for all of the topic.
        step: A step that the paths have; empty for any.
        namespace: The namespace of its metric.
        metrics: The metrics of which any will do.
        dimensions: Dimensions that it has to have, with their values.
        about: The type of resource of which each needs an alarm; empty where one will do.
    """

    title: str
    topic: Topic
    namespace: str
    metrics: frozenset[str]
    word: str = ""
    step: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    about: str = ""

    def path(self, evidence: Evidence) -> Path | None:
        """Return the first path that needs it; None if there is none."""
        return next((each for each in evidence.analysis.paths if self._is_for(each)), None)

    def _is_for(self, path: Path) -> bool:
        steps = {step.name for step in path.steps} | {""}
        return path.topic is self.topic and self.word in path.name and self.step in steps

    def alarms(self, evidence: Evidence) -> Iterator[Resource]:
        """Yield the alarms that are such."""
        for alarm in evidence.all(ALARM):
            stated = alarm.at("dimensions")
            dimensions = stated if isinstance(stated, dict) else {}
            fits = dimensions.items() >= self.dimensions.items()
            if fits and (self._is_named(alarm) or self._is_queried(alarm)):
                yield alarm

    def _is_named(self, alarm: Resource) -> bool:
        return alarm.at("namespace") == self.namespace and alarm.at("metric_name") in self.metrics

    def _is_queried(self, alarm: Resource) -> bool:
        """Return whether it asks for the metric in an expression of Metrics Insights."""
        queries = alarm.at("metric_query")
        for query in queries if isinstance(queries, list) else ():
            text = str(query.get("expression", ""))
            if self.namespace in text and any(f"({metric})" in text for metric in self.metrics):
                return True
        return False


_BALANCER: Final = "load balancer"

WATCHES: Final = (
    Watch(
        title="errors that the load balancer answers with",
        topic=Topic.REQUESTS,
        step=_BALANCER,
        namespace="AWS/ApplicationELB",
        metrics=frozenset({"HTTPCode_ELB_5XX_Count"}),
    ),
    Watch(
        title="targets of the load balancer that are not healthy",
        topic=Topic.REQUESTS,
        step=_BALANCER,
        namespace="AWS/ApplicationELB",
        metrics=frozenset({"UnHealthyHostCount"}),
    ),
    Watch(
        title="the certificate's last days",
        topic=Topic.REQUESTS,
        step=_BALANCER,
        namespace="AWS/CertificateManager",
        metrics=frozenset({"DaysToExpiry"}),
        about="aws_acm_certificate_validation",
    ),
    Watch(
        title="packets that the NAT gateway drops, or ports that it lacks",
        topic=Topic.INTERNET,
        word="way-out",
        namespace="AWS/NATGateway",
        metrics=frozenset({"PacketsDropCount", "ErrorPortAllocation"}),
        about="aws_nat_gateway",
    ),
    Watch(
        title="the writer's connections",
        topic=Topic.DATABASE,
        word="writer",
        namespace="AWS/RDS",
        metrics=frozenset({"DatabaseConnections"}),
        dimensions={"Role": "WRITER"},
    ),
    Watch(
        title="the readers' lag",
        topic=Topic.DATABASE,
        word="reader",
        namespace="AWS/RDS",
        metrics=frozenset({"AuroraReplicaLag", "AuroraReplicaLagMaximum"}),
    ),
    Watch(
        title="pods that find no node",
        topic=Topic.SCALING,
        word="nodes",
        namespace="AWS/EKS",
        metrics=frozenset({"scheduler_pending_pods_UNSCHEDULABLE", "scheduler_pending_pods"}),
    ),
    Watch(
        title="nodes that fail EC2's status checks",
        topic=Topic.SCALING,
        word="nodes",
        namespace="AWS/EC2",
        metrics=frozenset({"StatusCheckFailed"}),
        about="aws_eks_node_group",
    ),
    Watch(
        title="errors of the Kubernetes API",
        topic=Topic.DEPLOYMENT,
        word="objects",
        namespace="AWS/EKS",
        metrics=frozenset({"apiserver_request_total_5XX"}),
    ),
    Watch(
        title="the silence of Prometheus and Alertmanager",
        topic=Topic.OBSERVABILITY,
        word="alerts",
        namespace="AWS/SNS",
        metrics=frozenset({"NumberOfMessagesPublished"}),
    ),
)
