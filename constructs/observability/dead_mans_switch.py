"""A dead man's switch: an alarm that goes off when somebody is no longer heard of."""

from typing import Final

from cdktf_cdktf_provider_aws.sns_topic import SnsTopic

from constructs import Construct
from constructs.observability.alarms import Alarm, Alarms, Breach
from constructs.observability.runbooks import Runbook
from constructs.observability.topic import AlarmTopic

SILENT_MINUTES: Final = 15
"""Three of the five-minute values that SNS gives: a restart of Prometheus, or of its node, is over
by then."""


class DeadMansSwitch(Construct):
    """A topic without receivers, for what publishes all the time, and an alarm for its silence.

    An alerting system cannot tell that it is dead itself. SNS counts what is published even where
    nobody receives it, so that the count tells it from outside of the cluster.

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        description: What is wrong when nothing is heard any more.
        told: Who is told; its key encrypts the messages of the switch as well.

    Attributes:
        topic_arn: Where to publish.
    """

    def __init__(self, scope: Construct, id_: str, *, description: str, told: AlarmTopic) -> None:
        super().__init__(scope, id_)
        name = f"{told.name}-watchdog"
        topic = SnsTopic(self, "topic", name=name, kms_master_key_id=told.key_id)
        self.topic_arn = topic.arn
        silence = Alarm(
            id="watchdog",
            description=description,
            runbook=Runbook.MONITORING_SILENT,
            metric="NumberOfMessagesPublished",
            dimensions={"TopicName": name},
            statistic="Sum",
            breach=Breach.BELOW,
            threshold=1,
            minutes=SILENT_MINUTES,
            silence_is_wrong=True,
        )
        Alarms(self, "alarms", name=told.name, namespace="AWS/SNS", alarms=[silence], topic=told)
