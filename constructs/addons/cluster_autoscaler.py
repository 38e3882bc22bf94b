"""cluster-autoscaler: nodes for pods that find no room."""

from config.addons.names import AUTOSCALER
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import Identity, helm_addon
from constructs.cluster.control_plane import ControlPlane
from constructs.iam.documents import Statement

NAME = AUTOSCALER
SERVICE_ACCOUNT = NAME

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


def add(context: AddonContext) -> Installed:
    """Add the cluster autoscaler, a pod in each zone.

    It finds the node groups by the tags that EKS sets.
    """
    control_plane = context.control_plane
    return helm_addon(
        context,
        identity=Identity(
            service_account=SERVICE_ACCOUNT, role=NAME, statements=_statements(control_plane)
        ),
        values={
            "autoDiscovery": {"clusterName": control_plane.name},
            "awsRegion": control_plane.location.region,
            "replicaCount": context.one_in_each_zone,
        },
    )


def _statements(control_plane: ControlPlane) -> tuple[Statement, ...]:
    """Return what the autoscaler needs, with groups of its own cluster only.

    https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md
    """
    name, location = control_plane.name, control_plane.location
    return (
        # AWS offers these for all resources at once only:
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
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
