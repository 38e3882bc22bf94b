"""What RDS itself tells of a cluster."""

from cdktf_cdktf_provider_aws.db_event_subscription import DbEventSubscription

from constructs import Construct
from constructs.database.cluster import AuroraCluster
from constructs.observability.topic import AlarmTopic

# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html
CATEGORIES = ["failover", "failure", "maintenance"]


class ClusterEvents(Construct):
    """Tells the topic of a failover, a failure, or maintenance of the cluster."""

    def __init__(
        self, scope: Construct, id_: str, *, cluster: AuroraCluster, topic: AlarmTopic
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
