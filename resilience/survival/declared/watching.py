"""The paths by which people see how a platform is."""

from typing import Final

from config.addons import names
from resilience.survival.needs import Api, Aws, Declared, Pods, Reason, StepName
from resilience.survival.paths import Topic

_PROMETHEUS: Final = Pods(
    title="Prometheus",
    release=names.MONITORING,
    names=("prometheus", "prometheus-*-prometheus"),
    enabled="prometheus.enabled",
)
_ALERTMANAGER: Final = Pods(
    title="Alertmanager",
    release=names.MONITORING,
    names=("alertmanager", "alertmanager-*"),
    enabled="alertmanager.enabled",
    takes_traffic=True,
    identity=True,
)
_STATE_METRICS: Final = Pods(
    title="kube-state-metrics",
    release=names.MONITORING,
    names=("*kube-state-metrics",),
    enabled="kubeStateMetrics.enabled",
)
_GRAFANA: Final = Pods(
    title="Grafana",
    release=names.MONITORING,
    names=("*grafana",),
    enabled="grafana.enabled",
    takes_traffic=True,
)
_SNS: Final = Api(service="sns", guarantee="sns")


OBSERVABILITY: Final = (
    Declared(
        name="observability/metrics",
        topic=Topic.OBSERVABILITY,
        title="Metrics to Prometheus",
        needs=(_PROMETHEUS,),
        implied=Reason.NODES,
    ),
    Declared(
        name="observability/alerts",
        topic=Topic.OBSERVABILITY,
        title="Alerts to people",
        needs=(_PROMETHEUS, _ALERTMANAGER, _SNS),
    ),
    Declared(
        name="observability/alarms",
        topic=Topic.OBSERVABILITY,
        title="Alarms of AWS to people",
        needs=(
            Aws(title="CloudWatch", guarantee="cloudwatch"),
            Aws(title="SNS", guarantee="sns"),
        ),
        about=("aws_cloudwatch_metric_alarm", "aws_sns_topic"),
    ),
    Declared(
        name="observability/objects",
        topic=Topic.OBSERVABILITY,
        title="Metrics of Kubernetes's objects",
        needs=(
            _STATE_METRICS,
            StepName.KUBERNETES_API,
        ),
        redundant=False,
        why="Its metrics have a gap; two would count everything twice",
    ),
    Declared(
        name="observability/dashboards",
        topic=Topic.OBSERVABILITY,
        title="Dashboards",
        needs=(
            _GRAFANA,
            _PROMETHEUS,
        ),
    ),
    Declared(
        name="observability/logs",
        topic=Topic.OBSERVABILITY,
        title="Logs of containers to CloudWatch",
        needs=(
            Pods(title="Fluent Bit", release=names.FLUENT_BIT, identity=True),
            Api(service="logs", guarantee="cloudwatch-logs"),
        ),
    ),
)
