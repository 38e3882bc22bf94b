"""The cluster as everything inside it needs it: ready for namespaces and releases."""

from dataclasses import dataclass, replace

from cdktf import ITerraformDependable

from constructs.cluster.control_plane import ControlPlane


@dataclass(frozen=True, kw_only=True)
class ReadyCluster:
    """A cluster that has nodes, and what must be there before anything goes into it.

    Attributes:
        control_plane: The cluster.
        ready: What must be there before anything inside, and is destroyed after it: the deploy
            role's access, its way from the VPC, the nodes and their ways, EKS's addons; once made,
            also what all of it shares.
    """

    control_plane: ControlPlane
    ready: tuple[ITerraformDependable, ...]

    def after(self, *more: ITerraformDependable) -> "ReadyCluster":
        """Return the same cluster for what also has to wait for `more`."""
        return replace(self, ready=(*self.ready, *more))
