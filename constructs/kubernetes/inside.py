"""What everything inside the cluster needs to know, and to wait for."""

from dataclasses import dataclass, replace

from cdktf import ITerraformDependable

from constructs.cluster.control_plane import ControlPlane


@dataclass(frozen=True, kw_only=True)
class Inside:
    """The inside of a cluster that has nodes.

    Attributes:
        control_plane: The cluster.
        ready: What must be there before anything inside, and is destroyed after it: the deploy
            role's access, its way from the VPC, the nodes, EKS's addons; once made, also what all
            of it shares.
    """

    control_plane: ControlPlane
    ready: tuple[ITerraformDependable, ...]

    def after(self, *more: ITerraformDependable) -> "Inside":
        """Return the same inside for what also has to wait for `more`."""
        return replace(self, ready=(*self.ready, *more))
