"""EKS addons: https://docs.aws.amazon.com/eks/latest/APIReference/API_Addon.html."""

from typing import Final
from uuid import uuid4

from moto.core.responses import ActionResult

from sandbox.aws.eks.cluster_resources import ClusterResource, ClusterResources
from sandbox.aws.eks.pod_identity import ASSOCIATIONS, PodIdentity
from sandbox.aws.eks.updates import Updates

ADDONS: Final = ClusterResources("addon")

NAMESPACE: Final = "kube-system"
"""Where the service accounts of the addons are that the platform uses."""

_MUTABLE: Final = ("addonVersion", "serviceAccountRoleArn", "configurationValues")


class Addons(PodIdentity, Updates):
    """The actions on addons."""

    def create_addon(self) -> ActionResult:
        """Install an addon."""
        cluster, name = self.cluster, self.params["addonName"]
        addon = {
            "addonName": name,
            "addonArn": self.arn(f"addon/{cluster.name}/{name}/{uuid4()}"),
            "health": {"issues": []},
            "status": "ACTIVE",
            "podIdentityAssociations": [],
        }
        made = ADDONS.add(cluster, name, addon | self.given("tags", *_MUTABLE))
        self._give_roles(made)
        return ActionResult({"addon": made})

    def describe_addon(self) -> ActionResult:
        """Show an addon."""
        return ActionResult({"addon": ADDONS.get(self.cluster, self.params["addonName"])})

    def list_addons(self) -> ActionResult:
        """Show the names of a cluster's addons."""
        return ActionResult({"addons": list(ADDONS.of(self.cluster))})

    def update_addon(self) -> ActionResult:
        """Change an addon's version, configuration or roles."""
        changes = self.given(*_MUTABLE)
        self._give_roles(ADDONS.change(self.cluster, self.params["addonName"], changes))
        return self.updated("AddonUpdate")

    def delete_addon(self) -> ActionResult:
        """Remove an addon, and the roles of its service accounts."""
        removed = ADDONS.remove(self.cluster, self.params["addonName"])
        self._take_roles(removed)
        return ActionResult({"addon": removed})

    def _give_roles(self, addon: ClusterResource) -> None:
        """Replace the roles of an addon's service accounts, if the request speaks of them."""
        if "podIdentityAssociations" in self.params:
            self._take_roles(addon)
            owned = {"namespace": NAMESPACE, "ownerArn": addon["addonArn"]}
            given = [self.associate(one | owned) for one in self.params["podIdentityAssociations"]]
            addon["podIdentityAssociations"] = [one["associationArn"] for one in given]

    def _take_roles(self, addon: ClusterResource) -> None:
        for arn in addon["podIdentityAssociations"]:
            ASSOCIATIONS.remove(self.cluster, arn.rsplit("/", 1)[1])
