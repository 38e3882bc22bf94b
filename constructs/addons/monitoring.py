"""kube-prometheus-stack: Prometheus, Alertmanager and Grafana, and the dashboards."""

from typing import Any

from cdktf import ITerraformDependable

from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons.helm_addon import HelmAddon
from constructs.cluster.pod_identity import PodIdentity
from constructs.helm.chart import own_chart
from constructs.helm.release import helm_release
from constructs.iam.documents import Statement
from constructs.kubernetes.namespace import Namespace
from constructs.kubernetes.ready_cluster import ReadyCluster
from constructs.observability.dead_mans_switch import DeadMansSwitch
from constructs.observability.topic import AlarmTopic

NAME = "kube-prometheus-stack"
DASHBOARDS = "dashboards"


class Monitoring(Construct):
    """Prometheus, whose alerts go to the topic of the alarms, and Grafana with its dashboards.

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        cluster: The cluster, ready to take releases.
        addons: The addons' part of the environment file.
        namespace: Its namespace.
        topic: Where alerts go.
        storage: The class of its volumes.

    Attributes:
        resource: The `helm_release`; whoever has a ServiceMonitor waits for it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: ReadyCluster,
        addons: AddonsConfig,
        namespace: Namespace,
        topic: AlarmTopic,
        storage: ITerraformDependable,
    ) -> None:
        super().__init__(scope, id_)
        control_plane = cluster.control_plane
        switch = DeadMansSwitch(
            self,
            "dead-mans-switch",
            description="Prometheus or Alertmanager is silent, so no alert would be told: look at"
            " their pods. It also goes off before they have started for the first time",
            told=topic,
        )
        identity = PodIdentity(
            self,
            "identity",
            control_plane=control_plane,
            name="alertmanager",
            namespace=namespace.name,
            service_account="alertmanager",
            statements=_publish(topic, switch.topic_arn),
        )
        region = control_plane.location.region
        receivers = [
            {"name": "null"},
            _receiver("sns", topic.arn, region),
            _receiver("watchdog", switch.topic_arn, region),
        ]
        labels = {"cluster": control_plane.name}
        self.resource = HelmAddon(
            self,
            NAME,
            cluster=cluster,
            addons=addons,
            values={
                "alertmanager": {"config": {"receivers": receivers}},
                "prometheus": {"prometheusSpec": {"externalLabels": labels}},
            },
            after=[identity.association, storage, *namespace.policies],
        ).resource
        helm_release(
            self,
            DASHBOARDS,
            name=DASHBOARDS,
            namespace=namespace.name,
            chart=own_chart(self, DASHBOARDS),
            values=[],
            after=[*cluster.ready, *namespace.policies],
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
