"""Updates of clusters, node groups and addons, on which Terraform waits: each is done at once.

https://docs.aws.amazon.com/eks/latest/APIReference/API_Update.html
"""

from typing import Any, Final
from uuid import uuid4

from moto.core.responses import ActionResult

from sandbox.aws.eks.cluster_resources import ClusterResources
from sandbox.aws.eks.request import Request

_UPDATES: Final = ClusterResources("update")


class Updates(Request):
    """The actions on updates."""

    def describe_update(self) -> ActionResult:
        """Show an update of the cluster, or of something of it."""
        return ActionResult({"update": _UPDATES.get(self.cluster, self.params["updateId"])})

    def updated(self, kind: str) -> ActionResult:
        """Answer that an update of a kind is done, such as `VersionUpdate`."""
        update: dict[str, Any] = {
            "id": str(uuid4()),
            "status": "Successful",
            "type": kind,
            "errors": [],
        }
        return ActionResult({"update": _UPDATES.add(self.cluster, update["id"], update)})
