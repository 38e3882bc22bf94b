"""The guard of what stands in a zone that is removed from the environment file."""

from collections.abc import Mapping, Sequence
from typing import Final

from cdktf import (
    Postcondition,
    TerraformCount,
    TerraformDataSource,
    TerraformResourceLifecycle,
    Token,
)
from cdktf_cdktf_provider_aws.data_aws_eks_cluster import DataAwsEksCluster
from cdktf_cdktf_provider_aws.data_aws_eks_clusters import DataAwsEksClusters
from cdktf_cdktf_provider_aws.data_aws_network_interfaces import DataAwsNetworkInterfaces
from cdktf_cdktf_provider_aws.data_aws_subnets import DataAwsSubnets

from constructs import Construct
from constructs.network.subnets import DRAINING

# Those of nodes, database instances, load balancers and EKS. NAT gateways and endpoints have kinds
# of their own, and leave with the zone:
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
STANDING: Final = ("interface", "load_balancer", "network_load_balancer")

_REMEDY: Final = "docs/decisions/0011-zones.md tells the steps."
_NOT_DRAINED: Final = (
    "A zone is removed in which nodes and database instances may stand. Put the zone back with"
    f" `draining: true`, deploy all stacks, and remove it then: {_REMEDY} Its subnets: "
)
_NOT_EMPTY: Final = (
    "Something still stands in a zone that is removed. Put the zone back with `draining: true`,"
    " deploy all stacks, delete readers there that autoscaling added, and remove the zone when"
    f" these network interfaces are gone: {_REMEDY} They are: "
)
_CONTROL_PLANE: Final = (
    "The control plane of EKS has network interfaces in a zone that is removed, and EKS never"
    " changes its zones. Put the zone back with `draining: true`; it can go with the cluster only:"
    f" {_REMEDY} Its subnets: "
)


class LeavingZones(Construct):
    """Lets a plan fail that takes a zone away before it is empty.

    What stands in AWS is read while Terraform plans, so that nothing is changed by then. A first
    plan finds nothing.

    Args:
        scope: The stack.
        id_: The construct's id.
        zones: The zones that stay, those that are draining with them.
        tags: The tags that all subnets of the environment carry.
        cluster_name: The EKS cluster.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        zones: Sequence[str],
        tags: Mapping[str, str],
        cluster_name: str,
    ) -> None:
        super().__init__(scope, id_)
        ours = {f"tag:{key}": [value] for key, value in tags.items()}
        draining = {f"tag:{key}": [value] for key, value in DRAINING.items()}
        staying = self._subnets("staying", {**ours, "availability-zone": list(zones)})
        found = self._subnets("found", ours)
        drained = self._subnets("drained", ours | draining)
        leaving = f"setsubtract({found.fqn}.ids, {staying.fqn}.ids)"
        _refuse(drained, f"setsubtract({leaving}, self.ids)", _NOT_DRAINED)
        self._refuse_standing(leaving)
        self._refuse_control_plane(leaving, cluster_name)

    def _subnets(self, id_: str, filters: Mapping[str, Sequence[str]]) -> DataAwsSubnets:
        return DataAwsSubnets(self, id_, filter=_filter(filters))

    def _refuse_standing(self, leaving: str) -> None:
        filters = {"subnet-id": Token.as_list(f"${{{leaving}}}"), "interface-type": STANDING}
        interfaces = DataAwsNetworkInterfaces(
            self,
            "standing",
            # EC2 takes no filter without values.
            count=_one_if(f"length({leaving}) > 0"),
            filter=_filter(filters),
        )
        _refuse(interfaces, "self.ids", _NOT_EMPTY)

    def _refuse_control_plane(self, leaving: str, name: str) -> None:
        clusters = DataAwsEksClusters(self, "clusters")
        cluster = DataAwsEksCluster(
            self,
            "cluster",
            count=_one_if(f'contains({clusters.fqn}.names, "{name}")'),
            name=name,
        )
        subnets = f"setintersection({leaving}, self.vpc_config[0].subnet_ids)"
        _refuse(cluster, subnets, _CONTROL_PLANE)


def _filter(filters: Mapping[str, Sequence[str]]) -> list[dict[str, object]]:
    """Return filters as jsii takes plain data in lists."""
    return [{"name": name, "values": list(values)} for name, values in filters.items()]


def _one_if(condition: str) -> TerraformCount:
    return TerraformCount.of(Token.as_number(f"${{{condition} ? 1 : 0}}"))


def _refuse(data: TerraformDataSource, offending: str, message: str) -> None:
    """Let the plan fail where an expression, a list of ids, is not empty."""
    data.lifecycle = TerraformResourceLifecycle(
        postcondition=[
            Postcondition(
                condition=f"${{length({offending}) == 0}}",
                error_message=f'{message}${{join(", ", {offending})}}.',
            )
        ]
    )
