"""The guard of nodes that a change of the environment file would take away."""

from collections.abc import Sequence
from typing import Final

from cdktf import Postcondition, TerraformCount, TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_aws.data_aws_autoscaling_group import DataAwsAutoscalingGroup

from constructs import Construct
from constructs.cluster.autoscaling_group import CLUSTER_TAG, NODE_GROUP_TAG, tagged_groups

_NOT_EMPTY: Final = (
    "A node group is deleted that still has nodes, and EKS waits for no disruption budget then. Put"
    " it back: what its nodes were under `retiring`, the group or its zone with `draining: true`."
    " Deploy, drain its nodes (`python -m ops.replace_nodes`), and deploy again:"
    " docs/decisions/0016-nodes.md. Its Auto Scaling group: "
)


class LeavingNodes(Construct):
    """Lets a plan fail that deletes a node group with nodes.

    What stands in AWS is read while Terraform plans, so that nothing is changed by then. A first
    plan finds nothing.

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        cluster_name: The cluster.
        staying: The names of the node groups that the environment has, those that retire included.
    """

    def __init__(
        self, scope: Construct, id_: str, *, cluster_name: str, staying: Sequence[str]
    ) -> None:
        super().__init__(scope, id_)
        cluster = {CLUSTER_TAG: [cluster_name]}
        found = tagged_groups(self, "found", cluster)
        kept = tagged_groups(self, "staying", {**cluster, NODE_GROUP_TAG: staying})
        leaving = f"tolist(setsubtract({found.fqn}.names, {kept.fqn}.names))"
        count = TerraformCount.of(Token.as_number(f"${{length({leaving})}}"))
        group = DataAwsAutoscalingGroup(
            self, "leaving", count=count, name=f"${{{leaving}[count.index]}}"
        )
        group.lifecycle = TerraformResourceLifecycle(
            postcondition=[
                Postcondition(
                    condition="${self.desired_capacity == 0}",
                    error_message=f"{_NOT_EMPTY}${{self.name}}, of ${{self.desired_capacity}}.",
                )
            ]
        )
