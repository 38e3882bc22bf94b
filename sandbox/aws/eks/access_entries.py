"""Access entries and the access policies associated with them.

https://docs.aws.amazon.com/eks/latest/APIReference/API_AccessEntry.html
"""

from typing import Final
from uuid import uuid4

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.eks.exceptions import InvalidParameterException, ResourceNotFoundException

from sandbox.aws.eks.cluster_resources import ClusterResource, ClusterResources
from sandbox.aws.eks.request import Request

ENTRIES: Final = ClusterResources("access entry")

# https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
_RESERVED: Final = ("system:", "eks:", "aws:", "amazon:", "iam:")
_MUTABLE: Final = ("kubernetesGroups", "username")
# The policies of an entry, by their ARN; kept beside what the API shows of the entry.
_POLICIES: Final = "associatedAccessPolicies"


def policies_of(entry: ClusterResource) -> list[ClusterResource]:
    """Return the policies that are associated with an entry."""
    return list(entry[_POLICIES].values())


class AccessEntries(Request):
    """The actions on access entries and their policies."""

    def create_access_entry(self) -> ActionResult:
        """Let a principal into a cluster."""
        self._refuse_reserved()
        cluster, principal = self.cluster, self.params["principalArn"]
        path = f"access-entry/{cluster.name}/role/{self.current_account}"
        entry = {
            "accessEntryArn": self.arn(f"{path}/{principal.rsplit('/', 1)[1]}/{uuid4()}"),
            "kubernetesGroups": [],
            "principalArn": principal,
            "type": "STANDARD",
            "username": principal,
            _POLICIES: {},
        }
        made = ENTRIES.add(cluster, principal, entry | self.given("tags", "type", *_MUTABLE))
        return ActionResult({"accessEntry": made})

    def describe_access_entry(self) -> ActionResult:
        """Show an entry."""
        return ActionResult({"accessEntry": self._entry})

    def list_access_entries(self) -> ActionResult:
        """Show who has an entry to a cluster."""
        return ActionResult({"accessEntries": list(ENTRIES.of(self.cluster))})

    def update_access_entry(self) -> ActionResult:
        """Change what Kubernetes takes the principal for."""
        self._refuse_reserved()
        changed = ENTRIES.change(self.cluster, self.params["principalArn"], self.given(*_MUTABLE))
        return ActionResult({"accessEntry": changed})

    def delete_access_entry(self) -> ActionResult:
        """Shut a principal out of a cluster."""
        ENTRIES.remove(self.cluster, self.params["principalArn"])
        return EmptyResult()

    def associate_access_policy(self) -> ActionResult:
        """Give an entry a policy, or change where it holds."""
        now = utcnow()
        policy = self.given("policyArn", "accessScope") | {"associatedAt": now, "modifiedAt": now}
        self._entry[_POLICIES][self.params["policyArn"]] = policy
        return ActionResult(self._named() | {"associatedAccessPolicy": policy})

    def disassociate_access_policy(self) -> ActionResult:
        """Take a policy from an entry."""
        arn, policies = self.params["policyArn"], self._entry[_POLICIES]
        if arn not in policies:
            raise ResourceNotFoundException(message=f"The access entry has no policy {arn}.")
        del policies[arn]
        return EmptyResult()

    def list_associated_access_policies(self) -> ActionResult:
        """Show the policies of an entry."""
        return ActionResult(self._named() | {_POLICIES: policies_of(self._entry)})

    def _refuse_reserved(self) -> None:
        """Refuse names that Kubernetes and EKS keep for themselves, as EKS does."""
        names = [*self.params.get("kubernetesGroups", ()), self.params.get("username", "")]
        wrong = [name for name in names if name.startswith(_RESERVED)]
        if wrong:
            raise InvalidParameterException(
                message=f"{', '.join(wrong)} may not begin with {', '.join(_RESERVED)}."
            )

    @property
    def _entry(self) -> ClusterResource:
        return ENTRIES.get(self.cluster, self.params["principalArn"])

    def _named(self) -> dict[str, object]:
        return {"clusterName": self.cluster.name} | self.given("principalArn")
