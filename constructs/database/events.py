"""The events that RDS tells of a cluster and its instances."""

from cdktf_cdktf_provider_aws.db_event_subscription import DbEventSubscription

from constructs import Construct
from constructs.database.cluster import AuroraCluster
from constructs.database.instances import Instances
from constructs.observability.topic import AlarmTopic

# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html
CATEGORIES = ["failover", "failure", "maintenance"]
INSTANCE_CATEGORIES = ["availability", "failure", "low storage", "maintenance", "recovery"]
"""A restart or a shutdown, an instance that has failed or cannot be mended, local storage that runs
out, patches, and a restart after a crash. Not its making, its configuration and its backups, which
deployments bring about."""


class DatabaseEvents(Construct):
    """Tells the topic of a failover, a failure, or maintenance of the cluster or an instance.

    Readers that autoscaling adds are not subscribed to: the alarms of their role cover them.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: AuroraCluster,
        instances: Instances,
        topic: AlarmTopic,
    ) -> None:
        super().__init__(scope, id_)
        DbEventSubscription(
            self,
            "subscription",
            name=f"{cluster.name}-cluster",
            sns_topic=topic.arn,
            source_type="db-cluster",
            source_ids=[cluster.resource.id],
            event_categories=CATEGORIES,
            depends_on=[topic.policy],
        )
        DbEventSubscription(
            self,
            "instances",
            name=f"{cluster.name}-instances",
            sns_topic=topic.arn,
            source_type="db-instance",
            source_ids=[instance.id for instance in instances.by_id.values()],
            event_categories=INSTANCE_CATEGORIES,
            depends_on=[topic.policy],
        )
