"""The topic that alarms and events go to, and from there to people."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription

from config.location import Location
from config.sections.alarms import AlarmSubscription
from constructs import Construct
from constructs.iam.documents import Statement, for_account, on_behalf_of, policy_document
from constructs.iam.key import CustomerKey
from constructs.ids import construct_id

CLOUDWATCH = "cloudwatch"
RDS_EVENTS = "events.rds"


class AlarmTopic(Construct):
    """An encrypted SNS topic that the alarms of the account, and nobody else's, publish to.

    Args:
        scope: The stack.
        id_: The construct's id.
        name: The topic's name.
        location: The account whose alarms it takes.
        subscriptions: Who receives what it takes.
        rds_events: Whether RDS publishes its events to it as well.

    Attributes:
        name: The topic's name, which the alarms' names begin with.
        arn: The topic's ARN.
        key_id: The key of its messages.
        key_arn: The same, which publishers of ours must be able to use.
        policy: What admits the publishers; who publishes depends on it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        location: Location,
        subscriptions: Sequence[AlarmSubscription],
        rds_events: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        self.name = name
        publishers = {CLOUDWATCH: location.arn("cloudwatch", "alarm:*")}
        if rds_events:
            publishers[RDS_EVENTS] = location.arn("rds", "*")
        key = CustomerKey(
            self,
            "key",
            name=name,
            description=f"Messages of the topic {name}",
            location=location,
            statements=[_encrypts(service, location) for service in publishers],
        )
        topic = SnsTopic(self, "topic", name=name, kms_master_key_id=key.id)
        self.arn, self.key_id, self.key_arn = topic.arn, key.id, key.arn
        self.policy = SnsTopicPolicy(
            self,
            "policy",
            arn=topic.arn,
            policy=policy_document(
                *(_publishes(topic.arn, *by, location) for by in publishers.items())
            ),
        )
        for subscription in subscriptions:
            SnsTopicSubscription(
                self,
                construct_id(f"{subscription.protocol}-{subscription.endpoint}"),
                topic_arn=topic.arn,
                protocol=str(subscription.protocol),
                endpoint=subscription.endpoint,
            )


def _encrypts(service: str, location: Location) -> Statement:
    """Return what a publisher needs of the topic's key.

    RDS documents for whom it acts for the topic, which is confined to that, and not for its key:
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    return {
        "Effect": "Allow",
        "Principal": {"Service": location.service_principal(service)},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        **({"Condition": for_account(location)} if service == CLOUDWATCH else {}),
    }


def _publishes(topic_arn: str, service: str, source: str, location: Location) -> Statement:
    """Return what lets a service of AWS publish, on behalf of what is ours.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.GrantingPermissions.html
    """
    return {
        "Effect": "Allow",
        "Principal": {"Service": location.service_principal(service)},
        "Action": "sns:Publish",
        "Resource": topic_arn,
        "Condition": on_behalf_of(location, source),
    }
