"""Clusters: what they are made with is kept, and each has an identity and a group of its own.

moto 5.2.5 drops half of the request, and gives all clusters one issuer and a certificate that is no
base64: https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html
"""

from typing import Any, Final
from uuid import uuid4

from moto.core.responses import ActionResult
from moto.ec2.models import EC2Backend, ec2_backends
from moto.eks.exceptions import InvalidRequestException
from moto.eks.models import Cluster

from ops.command import Failure
from sandbox.aws.eks.control_planes import chosen
from sandbox.aws.eks.starting import start
from sandbox.aws.eks.updates import Updates

# What AWS says of a cluster whose request is silent about it.
_DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    "accessConfig": {
        "authenticationMode": "CONFIG_MAP",
        "bootstrapClusterCreatorAdminPermissions": True,
    },
    "kubernetesNetworkConfig": {"serviceIpv4Cidr": "172.20.0.0/16", "ipFamily": "ipv4"},
    "resourcesVpcConfig": {
        "securityGroupIds": [],
        "endpointPublicAccess": True,
        "endpointPrivateAccess": False,
        "publicAccessCidrs": ["0.0.0.0/0"],
    },
    "upgradePolicy": {"supportType": "EXTENDED"},
    "zonalShiftConfig": {"enabled": False},
}
_ATTRIBUTES: Final = {
    "accessConfig": "access_config",
    "kubernetesNetworkConfig": "kubernetes_network_config",
    "logging": "logging",
    "resourcesVpcConfig": "resources_vpc_config",
    "upgradePolicy": "upgrade_policy",
    "zonalShiftConfig": "zonal_shift_config",
}
# What the API calls the update of each part of a configuration.
_KINDS: Final = {
    "accessConfig": "AccessConfigUpdate",
    "logging": "LoggingUpdate",
    "resourcesVpcConfig": "EndpointAccessUpdate",
    "upgradePolicy": "UpgradePolicyUpdate",
    "zonalShiftConfig": "ZonalShiftConfigUpdate",
}


class Clusters(Updates):
    """The actions on clusters."""

    def create_cluster(self) -> ActionResult:
        """Make a cluster with all that the request says."""
        vpc_id = self._ec2.get_subnet(self.params["resourcesVpcConfig"]["subnetIds"][0]).vpc_id
        super().create_cluster()
        cluster = self.cluster
        for parameter, default in _DEFAULTS.items():
            said = default | self.params.get(parameter, {})
            setattr(cluster, _ATTRIBUTES[parameter], said)
        self._identify(cluster)
        group_id = self._make_group(cluster, vpc_id)
        cluster.resources_vpc_config |= {"vpcId": vpc_id, "clusterSecurityGroupId": group_id}
        return ActionResult({"cluster": cluster})

    def update_cluster_config(self) -> ActionResult:
        """Change the parts of a cluster's configuration that the request names."""
        cluster = self.cluster
        changes = self.given(*_KINDS)
        for parameter, change in changes.items():
            attribute = _ATTRIBUTES[parameter]
            setattr(cluster, attribute, getattr(cluster, attribute) | change)
        return self.updated(_KINDS[next(iter(changes))])

    def update_cluster_version(self) -> ActionResult:
        """Change a cluster's version of Kubernetes."""
        self.cluster.version = self.params["version"]
        return self.updated("VersionUpdate")

    def delete_cluster(self) -> ActionResult:
        """Delete a cluster, and the security group that it made."""
        cluster = self.cluster
        result = super().delete_cluster()
        chosen().stop(cluster.name)
        group = cluster.resources_vpc_config["clusterSecurityGroupId"]
        self._ec2.delete_security_group(group_id=group)
        return result

    @property
    def _ec2(self) -> EC2Backend:
        return ec2_backends[self.current_account][self.region]

    def _identify(self, cluster: Cluster) -> None:
        """Give a cluster an endpoint, a certificate and an issuer that no other has."""
        try:
            start(cluster, self.region)
        except Failure as failure:
            super().delete_cluster()
            raise InvalidRequestException(message=str(failure)) from failure

    def _make_group(self, cluster: Cluster, vpc_id: str) -> str:
        """Return the security group that control plane and nodes will carry."""
        group = self._ec2.create_security_group(
            f"eks-cluster-sg-{cluster.name}-{uuid4().int % 10**9}",
            "Made by EKS for the control plane and the nodes",
            vpc_id=vpc_id,
            tags={f"kubernetes.io/cluster/{cluster.name}": "owned"},
        )
        return group.id
