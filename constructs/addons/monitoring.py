"""kube-prometheus-stack: Prometheus, Alertmanager and Grafana, and the dashboards."""

from config.addons.names import MONITORING
from constructs import Construct
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import Identity, helm_addon
from constructs.helm.chart import own_chart
from constructs.helm.release import helm_release
from constructs.iam.documents import Statement
from constructs.observability.topic import AlarmTopic

NAME = MONITORING
DASHBOARDS = "dashboards"


def add(context: AddonContext) -> Installed:
    """Add Prometheus, whose alerts go to the topic of the alarms, and Grafana with its dashboards.

    Who has a ServiceMonitor waits for it.
    """
    topic, control_plane = context.inputs.topic, context.control_plane
    parent = Construct(context.scope, "monitoring")
    sns = {
        "topic_arn": topic.arn,
        "sigv4": {"region": control_plane.location.region},
        "send_resolved": True,
    }
    receivers = [{"name": "null"}, {"name": "sns", "sns_configs": [sns]}]
    labels = {"cluster": control_plane.name}
    installed = helm_addon(
        context,
        parent=parent,
        identity=Identity(
            service_account="alertmanager", role="alertmanager", statements=_publish(topic)
        ),
        values={
            "alertmanager": {"config": {"receivers": receivers}},
            "prometheus": {"prometheusSpec": {"externalLabels": labels}},
        },
        after=[context.storage],
    )
    helm_release(
        parent,
        DASHBOARDS,
        name=DASHBOARDS,
        namespace=context.addon.file.namespace,
        chart=own_chart(parent, DASHBOARDS),
        values=[],
        after=[*context.cluster.ready, *context.namespaces[NAME].policies],
    )
    return installed


def _publish(topic: AlarmTopic) -> tuple[Statement, ...]:
    return (
        {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic.arn},
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": topic.key_arn,
        },
    )
