"""The Auto Scaling groups of a cluster, as an autoscaler reads and changes them."""

from moto.eks.models import Cluster, Nodegroup, eks_backends

from config.addons.names import AUTOSCALER
from ops.command import Failure
from sandbox.aws.eks import auto_scaling_groups
from sandbox.aws.eks.pod_identity import ASSOCIATIONS
from sandbox.joints.autoscaler.groups import Group
from sandbox.joints.autoscaler.simulation import NAMESPACE
from sandbox.joints.node_groups import nodes_of


class ScalingGroups:
    """The groups of one cluster.

    Args:
        account: The account of the local AWS.
        region: The region of the cluster.
        cluster: Its name.
    """

    def __init__(self, account: str, region: str, cluster: str) -> None:
        self._account = account
        self._region = region
        self._name = cluster

    def may_be_changed(self) -> bool:
        """Tell whether the autoscaler's service account has a role: whether the addon is on."""
        cluster = self._cluster()
        associations = list(ASSOCIATIONS.of(cluster).values()) if cluster else []
        return any(
            (one["namespace"], one["serviceAccount"]) == (NAMESPACE, AUTOSCALER)
            for one in associations
        )

    def read(self) -> list[Group]:
        """Return the groups, by name, but for those of which nobody knows what nodes they have."""
        cluster = self._cluster()
        # A copy, since requests change it meanwhile.
        found = sorted(cluster.nodegroups.items()) if cluster else []
        groups = (self._group(cluster, group) for _, group in found if cluster)
        return [group for group in groups if group]

    def resize(self, name: str, size: int) -> None:
        """Ask for as many instances.

        Raises:
            Failure: The group cannot have this size, or is gone.
        """
        auto_scaling_groups.set_desired_capacity(self._account, self._named(name), size)

    def terminate(self, name: str, instance: int) -> None:
        """Take one instance away and none instead.

        Raises:
            Failure: The group is at its minimum, has no such instance, or is gone.
        """
        auto_scaling_groups.terminate(self._account, self._named(name), instance)

    def _cluster(self) -> Cluster | None:
        found: Cluster | None = eks_backends[self._account][self._region].clusters.get(self._name)
        return found

    def _named(self, name: str) -> Nodegroup:
        cluster = self._cluster()
        found: Nodegroup | None = cluster.nodegroups.get(name) if cluster else None
        if found is None:
            raise Failure(f"the node group {name} is gone")
        return found

    def _group(self, cluster: Cluster, group: Nodegroup) -> Group | None:
        numbers = auto_scaling_groups.instances(self._account, group)
        try:
            nodes = list(nodes_of(self._account, cluster, group, numbers))
            (template,) = nodes_of(self._account, cluster, group, [1])
        except Failure:
            # Whoever makes the nodes says it.
            return None
        return Group(
            name=group.nodegroup_name,
            minimum=group.scaling_config["minSize"],
            maximum=group.scaling_config["maxSize"],
            instances={node.name: number for node, number in zip(nodes, numbers, strict=True)},
            template=template.manifest(),
        )
