"""kube-prometheus-stack: Prometheus, Alertmanager and Grafana, the dashboards and the alerts."""

from typing import Any, Final

from config.addons.names import METRICS, MONITORING, PLATFORM_ADDONS
from constructs import Construct
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import Identity, helm_addon
from constructs.helm.release import own_release
from constructs.helm.values import values_text
from constructs.iam.documents import Statement
from constructs.observability.dead_mans_switch import DeadMansSwitch
from constructs.observability.topic import AlarmTopic

NAME = MONITORING
SERVICE_ACCOUNT = "alertmanager"
DASHBOARDS = "dashboards"
ALERTS = "alerts"
SCRAPED: Final = tuple(name for name in PLATFORM_ADDONS if name not in (METRICS, MONITORING))
"""The addons that have a PodMonitor in the values: all, but the stack, which scrapes itself, and
metrics-server, which shows its own metrics to authenticated callers only."""


def add(context: AddonContext) -> Installed:
    """Add Prometheus, whose alerts go to the topic of the alarms, and Grafana with its dashboards.

    Who has a ServiceMonitor waits for it.
    """
    topic, control_plane = context.inputs.topic, context.control_plane
    parent = Construct(context.scope, "monitoring")
    switch = DeadMansSwitch(
        parent,
        "dead-mans-switch",
        description="Prometheus or Alertmanager is silent, so no alert would be told: look at their"
        " pods. It also goes off before they have started for the first time",
        told=topic,
    )
    region = control_plane.location.region
    receivers = [
        {"name": "null"},
        _receiver("sns", topic.arn, region),
        _receiver("watchdog", switch.topic_arn, region),
    ]
    labels = {"cluster": control_plane.name}
    installed = helm_addon(
        context,
        parent=parent,
        identity=Identity(
            service_account=SERVICE_ACCOUNT,
            role="alertmanager",
            statements=_publish(topic, switch.topic_arn),
        ),
        values={
            "alertmanager": {"config": {"receivers": receivers}},
            "prometheus": {"prometheusSpec": {"externalLabels": labels}},
        },
        after=[context.storage],
    )
    _add_dashboards(context, parent)
    _add_alerts(context, parent, installed)
    return installed


def _add_dashboards(context: AddonContext, parent: Construct) -> None:
    own_release(
        parent,
        DASHBOARDS,
        namespace=context.addon.file.namespace,
        after=[*context.cluster.ready, *context.namespaces[NAME].policies],
    )


def _add_alerts(context: AddonContext, parent: Construct, installed: Installed) -> None:
    addons = [name for name in SCRAPED if context.inputs.config.enabled(name)]
    own_release(
        parent,
        ALERTS,
        namespace=context.addon.file.namespace,
        values=[values_text({"addons": addons})],
        # Its kind comes with the stack.
        after=[*context.cluster.ready, installed.ready],
    )


def _receiver(name: str, topic_arn: str, region: str) -> dict[str, Any]:
    sns = {"topic_arn": topic_arn, "sigv4": {"region": region}, "send_resolved": True}
    return {"name": name, "sns_configs": [sns]}


def _publish(topic: AlarmTopic, watchdog_arn: str) -> tuple[Statement, ...]:
    """Return what Alertmanager needs; one key encrypts the messages of both topics."""
    return (
        {"Effect": "Allow", "Action": "sns:Publish", "Resource": [topic.arn, watchdog_arn]},
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": topic.key_arn,
        },
    )
