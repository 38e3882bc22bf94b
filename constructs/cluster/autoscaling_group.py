"""The Auto Scaling groups that EKS makes for node groups, as they are when Terraform plans."""

from collections.abc import Mapping, Sequence

from cdktf import Fn, TerraformCount, Token
from cdktf_cdktf_provider_aws.data_aws_autoscaling_group import DataAwsAutoscalingGroup
from cdktf_cdktf_provider_aws.data_aws_autoscaling_groups import (
    DataAwsAutoscalingGroups,
    DataAwsAutoscalingGroupsFilter,
)

from constructs import Construct

CLUSTER_TAG = "eks:cluster-name"
NODE_GROUP_TAG = "eks:nodegroup-name"
"""The tags that EKS sets on the Auto Scaling group that it makes for a node group:
https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html"""


def current_sizes(scope: Construct, id_: str, *, cluster_name: str, node_group_name: str) -> str:
    """Return, as an expression, a list of the size of a node group; empty while there is none.

    Args:
        scope: The construct.
        id_: First part of the construct's ids.
        cluster_name: The cluster.
        node_group_name: The name of the node group.
    """
    tags = {CLUSTER_TAG: [cluster_name], NODE_GROUP_TAG: [node_group_name]}
    found = tagged_groups(scope, f"{id_}s", tags)
    count = TerraformCount.of(Token.as_number(Fn.length_of(found.names)))
    current = DataAwsAutoscalingGroup(
        scope, id_, count=count, name=Fn.element(found.names, count.index)
    )
    return f"{current.fqn}[*].desired_capacity"


def tagged_groups(
    scope: Construct, id_: str, tags: Mapping[str, Sequence[str]]
) -> DataAwsAutoscalingGroups:
    """Return the Auto Scaling groups that have each tag, with any one of its values."""
    return DataAwsAutoscalingGroups(
        scope,
        id_,
        filter=[
            DataAwsAutoscalingGroupsFilter(name=f"tag:{tag}", values=list(values))
            for tag, values in tags.items()
        ],
    )
