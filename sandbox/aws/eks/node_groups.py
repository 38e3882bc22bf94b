"""Managed node groups: nothing is invented, nothing dropped, and their sizes must fit together.

moto 5.2.5 invents SSH access and drops the update and repair configuration:
https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
"""

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.exceptions import InvalidParameterException
from moto.eks.models import Nodegroup

from config.aws.bottlerocket import BOTTLEROCKET_RELEASE
from sandbox.aws.eks import auto_scaling_groups
from sandbox.aws.eks.updates import Updates


class NodeGroups(Updates):
    """The actions on node groups."""

    def create_nodegroup(self) -> ActionResult:
        """Make a node group with all that the request says, and its Auto Scaling group."""
        _refuse_misfit(self.params["scalingConfig"])
        super().create_nodegroup()
        group = self._group
        # There is neither a key for SSH, nor a security group that lets it in.
        group.remote_access = None  # type: ignore[assignment]
        del group.resources["remoteAccessSecurityGroup"]
        if group.launch_template:
            # The template says how large the volumes are.
            group.disk_size = None  # type: ignore[assignment]
        group.update_config = self.params.get("updateConfig", {"maxUnavailable": 1})
        group.node_repair_config = self.params.get("nodeRepairConfig")
        self._set_version(group)
        auto_scaling_groups.make(self.current_account, group)
        return ActionResult({"nodegroup": group})

    def update_nodegroup_config(self) -> ActionResult:
        """Change sizes, labels, taints and how nodes are updated and repaired."""
        _refuse_misfit(self._group.scaling_config | self.params.get("scalingConfig", {}))
        super().update_nodegroup_config()
        return self.updated("ConfigUpdate")

    def update_nodegroup_version(self) -> ActionResult:
        """Change the version of Kubernetes or of the launch template."""
        group = self._group
        if "launchTemplate" in self.params:
            group.launch_template = (group.launch_template or {}) | self.params["launchTemplate"]
        group.modified_at = utcnow()
        self._set_version(group)
        return self.updated("VersionUpdate")

    def delete_nodegroup(self) -> ActionResult:
        """Delete a node group and its Auto Scaling group."""
        group = self._group
        auto_scaling_groups.delete(self.current_account, group)
        return super().delete_nodegroup()

    @property
    def _group(self) -> Nodegroup:
        name: str = self.params["nodegroupName"]
        return self.eks_backend.describe_nodegroup(self.cluster.name, name)

    def _set_version(self, group: Nodegroup) -> None:
        """Set what the request asks for, else the version of the cluster and the newest release.

        Bottlerocket has the same releases for all versions of Kubernetes; here one of them.
        """
        group.version = self.params.get("version") or self.cluster.version
        bottlerocket = str(group.ami_type).startswith("BOTTLEROCKET")
        newest = BOTTLEROCKET_RELEASE if bottlerocket else f"{group.version}.0-1"
        group.release_version = self.params.get("releaseVersion") or newest


def _refuse_misfit(scaling: dict[str, int]) -> None:
    """Refuse what EKS refuses too: a desired size that is not between minimum and maximum.

    An autoscaler owns the desired size, and Terraform sends it along: raising the minimum above it
    fails on AWS, https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3306.
    """
    if not scaling["minSize"] <= scaling["desiredSize"] <= scaling["maxSize"]:
        raise InvalidParameterException(
            message=f"desiredSize must be between minSize and maxSize, but they are {scaling}."
        )
