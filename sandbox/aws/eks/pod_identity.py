"""EKS Pod Identity associations: which role a service account's pods get.

https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html
"""

from typing import Final
from uuid import uuid4

from moto.core.responses import ActionResult
from moto.eks.exceptions import ResourceInUseException
from moto.eks.models import Cluster

from sandbox.aws.eks.cluster_resources import ClusterResource, ClusterResources
from sandbox.aws.eks.request import Request

ASSOCIATIONS: Final = ClusterResources("Pod Identity association")


class PodIdentity(Request):
    """The actions on Pod Identity associations."""

    def create_pod_identity_association(self) -> ActionResult:
        """Give a role to a service account."""
        said = self.given("namespace", "serviceAccount", "roleArn", "tags")
        return ActionResult({"association": self.associate(said)})

    def describe_pod_identity_association(self) -> ActionResult:
        """Show an association."""
        found = ASSOCIATIONS.get(self.cluster, self.params["associationId"])
        return ActionResult({"association": found})

    def list_pod_identity_associations(self) -> ActionResult:
        """Show the associations of a cluster, or of a namespace or service account in it."""
        wanted = self.given("namespace", "serviceAccount").items()
        found = ASSOCIATIONS.of(self.cluster).values()
        return ActionResult({"associations": [one for one in found if wanted <= one.items()]})

    def update_pod_identity_association(self) -> ActionResult:
        """Give another role."""
        changes = self.given("roleArn")
        changed = ASSOCIATIONS.change(self.cluster, self.params["associationId"], changes)
        return ActionResult({"association": changed})

    def delete_pod_identity_association(self) -> ActionResult:
        """Take the role away."""
        removed = ASSOCIATIONS.remove(self.cluster, self.params["associationId"])
        return ActionResult({"association": removed})

    def associate(self, said: ClusterResource) -> ClusterResource:
        """Make an association, for a request or for an addon.

        Args:
            said: What is said of it, its namespace, service account and role at least.

        Raises:
            ResourceInUseException: The service account has a role already.
        """
        cluster = self.cluster
        _refuse_second(cluster, said)
        id_ = f"a-{uuid4().hex[:17]}"
        arn = self.arn(f"podidentityassociation/{cluster.name}/{id_}")
        named = {"associationId": id_, "associationArn": arn}
        return ASSOCIATIONS.add(cluster, id_, said | named)


def _refuse_second(cluster: Cluster, said: ClusterResource) -> None:
    account = said["namespace"], said["serviceAccount"]
    for one in ASSOCIATIONS.of(cluster).values():
        if (one["namespace"], one["serviceAccount"]) == account:
            raise ResourceInUseException(
                message=f"{one['associationId']} gives {'/'.join(account)} a role already."
            )
