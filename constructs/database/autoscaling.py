"""Readers that come and go with the load."""

from cdktf_cdktf_provider_aws.appautoscaling_policy import AppautoscalingPolicy
from cdktf_cdktf_provider_aws.appautoscaling_target import AppautoscalingTarget

from config.sections.database import DatabaseConfig, ScalingMetric
from constructs import Construct
from constructs.database.cluster import AuroraCluster
from constructs.database.instances import Instances

# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
_METRICS = {
    ScalingMetric.CPU: "RDSReaderAverageCPUUtilization",
    ScalingMetric.CONNECTIONS: "RDSReaderAverageDatabaseConnections",
}


class ReaderAutoscaling(Construct):
    """Holds the readers' average by adding readers beside the fixed ones.

    The readers that it adds have the last promotion tier and are outside Terraform's state; a
    cluster can be destroyed only when they are gone.

    Args:
        scope: The stack.
        id_: The construct's id.
        cluster: The cluster.
        instances: Its fixed instances, without which AWS refuses to scale.
        database: The database's part of the environment file.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: AuroraCluster,
        instances: Instances,
        database: DatabaseConfig,
    ) -> None:
        super().__init__(scope, id_)
        scaling = database.readers.autoscaling
        target = AppautoscalingTarget(
            self,
            "target",
            service_namespace="rds",
            scalable_dimension="rds:cluster:ReadReplicaCount",
            resource_id=f"cluster:{cluster.resource.id}",
            min_capacity=database.readers.fixed,
            max_capacity=database.readers.max,
            depends_on=list(instances.by_id.values()),
        )
        AppautoscalingPolicy(
            self,
            "policy",
            name=f"{cluster.name}-readers",
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            # Plain data: the names of the binding's classes for it are longer than a line.
            target_tracking_scaling_policy_configuration={
                "predefined_metric_specification": {
                    "predefined_metric_type": _METRICS[scaling.metric]
                },
                "target_value": _target_value(database),
                "scale_out_cooldown": scaling.scale_out_cooldown_seconds,
                "scale_in_cooldown": scaling.scale_in_cooldown_seconds,
            },
        )


def _target_value(database: DatabaseConfig) -> int:
    """Return the average to hold in the metric's own unit: percent, or connections."""
    scaling = database.readers.autoscaling
    if scaling.metric is ScalingMetric.CPU:
        return scaling.target_percent
    return database.size.max_connections * scaling.target_percent // 100
