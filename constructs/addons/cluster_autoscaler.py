"""cluster-autoscaler: nodes for pods that find no room."""

from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons.helm_addon import HelmAddon
from constructs.cluster.pod_identity import PodIdentity
from constructs.iam.documents import Statement
from constructs.kubernetes.ready_cluster import ReadyCluster

NAME = "cluster-autoscaler"

_LOOK = [
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeAutoScalingInstances",
    "autoscaling:DescribeLaunchConfigurations",
    "autoscaling:DescribeScalingActivities",
    "autoscaling:DescribeTags",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:GetInstanceTypesFromInstanceRequirements",
]


def cluster_autoscaler(
    scope: Construct, *, cluster: ReadyCluster, addons: AddonsConfig
) -> HelmAddon:
    """Return the cluster autoscaler, which finds the node groups by the tags that EKS sets."""
    identity = PodIdentity(
        scope,
        f"{NAME}-identity",
        control_plane=cluster.control_plane,
        name=NAME,
        namespace="kube-system",
        service_account=NAME,
        statements=_statements(cluster),
    )
    return HelmAddon(
        scope,
        NAME,
        cluster=cluster,
        addons=addons,
        values={
            "autoDiscovery": {"clusterName": cluster.control_plane.name},
            "awsRegion": cluster.control_plane.location.region,
        },
        after=[identity.association],
    )


def _statements(cluster: ReadyCluster) -> tuple[Statement, ...]:
    """Return what the autoscaler needs, with groups of its own cluster only.

    https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md
    """
    name, location = cluster.control_plane.name, cluster.control_plane.location
    return (
        {"Effect": "Allow", "Action": _LOOK, "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": [
                "autoscaling:SetDesiredCapacity",
                "autoscaling:TerminateInstanceInAutoScalingGroup",
            ],
            "Resource": location.arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/*"),
            "Condition": {"StringEquals": {"aws:ResourceTag/eks:cluster-name": name}},
        },
        {
            "Effect": "Allow",
            "Action": "eks:DescribeNodegroup",
            "Resource": location.arn("eks", f"nodegroup/{name}/*"),
        },
    )
