"""Alarms for the cluster, before its applications notice, and the source of each threshold.

The control plane's metrics are those that EKS gives for free:
https://docs.aws.amazon.com/eks/latest/userguide/cloudwatch.html
"""

from constructs.observability.alarms import Alarm, Breach
from constructs.observability.runbooks import Runbook

CONTROL_PLANE_NAMESPACE = "AWS/EKS"
NODES_NAMESPACE = "AWS/EC2"

SERVER_ERRORS_PER_MINUTE = 10
"""The API server answers some 5xx during an update of the control plane; a steady number is a fault
of the control plane or of a webhook. One in six seconds, for five minutes, is steady."""

THROTTLED_PER_MINUTE = 60
"""A 429 asks a client to slow down, and clients do. One a second, for a quarter of an hour, means
that some client does not: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/"""

UNSCHEDULABLE_PODS = 0
"""The cluster autoscaler brings a node within minutes; a pod that finds no place for 15 of them has
none to wait for: a group at its maximum, a zone without capacity, or an impossible constraint."""

STORAGE_BYTES = 6 * 1024**3
"""EKS keeps 8 GB of Kubernetes objects, and goes read-only beyond; three quarters leave time:
https://docs.aws.amazon.com/eks/latest/best-practices/known_limits_and_service_quotas.html"""

CPU_PERCENT = 80
"""The mean of a group. The autoscaler goes by requests, so that a group whose pods use more than
they asked for stays too small; 80 percent leave a third zone's pods no room in the other two."""

FAILED_CHECKS = 0
"""EC2 checks every instance each minute. Node repair replaces a node that stays broken; ten minutes
are what it takes: https://docs.aws.amazon.com/eks/latest/userguide/node-health.html"""


def control_plane_alarms(cluster_name: str) -> tuple[Alarm, ...]:
    """Return the alarms of a cluster's control plane."""
    return (
        _control_plane(
            cluster_name,
            id_="server-errors",
            metric="apiserver_request_total_5XX",
            description="The Kubernetes API fails: look at webhooks and the log `api`",
            threshold=SERVER_ERRORS_PER_MINUTE,
            minutes=5,
        ),
        _control_plane(
            cluster_name,
            id_="throttled-requests",
            metric="apiserver_request_total_429",
            description="A client floods the Kubernetes API: the log `audit` names it",
            threshold=THROTTLED_PER_MINUTE,
            minutes=15,
        ),
        _control_plane(
            cluster_name,
            id_="unschedulable-pods",
            metric="scheduler_pending_pods_UNSCHEDULABLE",
            description="Pods find no node: look at their events, and at the groups' maximum",
            threshold=UNSCHEDULABLE_PODS,
            minutes=15,
            runbook=Runbook.NODES,
        ),
        _control_plane(
            cluster_name,
            id_="storage",
            metric="apiserver_storage_size_bytes",
            description="Kubernetes objects near their limit: look for what makes many",
            threshold=STORAGE_BYTES,
            minutes=15,
            statistic="Maximum",
        ),
    )


def node_alarms(group: str, autoscaling_group: str) -> tuple[Alarm, ...]:
    """Return the alarms of a group of nodes.

    Args:
        group: The group's name.
        autoscaling_group: The name of the Auto Scaling group that EKS made for it.
    """
    dimensions = {"AutoScalingGroupName": autoscaling_group}
    return (
        Alarm(
            id=f"{group}-cpu",
            description=f"The nodes of {group} are busy: raise requests, or the group's maximum",
            runbook=Runbook.NODES,
            metric="CPUUtilization",
            dimensions=dimensions,
            statistic="Average",
            breach=Breach.ABOVE,
            threshold=CPU_PERCENT,
            minutes=15,
        ),
        Alarm(
            id=f"{group}-status-checks",
            description=f"A node of {group} is broken and was not replaced",
            runbook=Runbook.NODES,
            metric="StatusCheckFailed",
            dimensions=dimensions,
            statistic="Maximum",
            breach=Breach.ABOVE,
            threshold=FAILED_CHECKS,
            minutes=10,
        ),
    )


def _control_plane(
    cluster_name: str,
    *,
    id_: str,
    metric: str,
    description: str,
    threshold: float,
    minutes: int,
    statistic: str = "Sum",
    runbook: Runbook = Runbook.CONTROL_PLANE,
) -> Alarm:
    return Alarm(
        id=id_,
        description=description,
        runbook=runbook,
        metric=metric,
        dimensions={"ClusterName": cluster_name},
        statistic=statistic,
        breach=Breach.ABOVE,
        threshold=threshold,
        minutes=minutes,
    )
