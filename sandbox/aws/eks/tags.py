"""Tags of a cluster and of everything that belongs to it; moto 5.2.5 knows those of clusters only.

https://docs.aws.amazon.com/eks/latest/APIReference/API_TagResource.html
"""

from collections.abc import Iterator
from typing import Final

from moto.core.responses import ActionResult, EmptyResult
from moto.eks.exceptions import ResourceNotFoundException
from moto.eks.models import Cluster

from sandbox.aws.eks.access_entries import ENTRIES
from sandbox.aws.eks.addons import ADDONS
from sandbox.aws.eks.pod_identity import ASSOCIATIONS
from sandbox.aws.eks.request import Request

TagMap = dict[str, str]

_TAGGED: Final = {"addonArn": ADDONS, "accessEntryArn": ENTRIES, "associationArn": ASSOCIATIONS}


class Tags(Request):
    """The actions on tags."""

    def tag_resource(self) -> ActionResult:
        """Add tags, or change their values."""
        self._tags.update(self.params["tags"])
        return EmptyResult()

    def untag_resource(self) -> ActionResult:
        """Take tags away."""
        for key in self.params["tagKeys"]:
            self._tags.pop(key, None)
        return EmptyResult()

    def list_tags_for_resource(self) -> ActionResult:
        """Show the tags."""
        return ActionResult({"tags": self._tags})

    @property
    def _tags(self) -> TagMap:
        arn = self.params["resourceArn"]
        for cluster in self.eks_backend.clusters.values():
            for one, tags in _tagged(cluster):
                if one == arn:
                    return tags
        raise ResourceNotFoundException(message=f"There is no {arn}.")


def _tagged(cluster: Cluster) -> Iterator[tuple[str, TagMap]]:
    """Yield the ARN and the tags of a cluster and of all that belongs to it."""
    yield cluster.arn, cluster.tags
    for group in cluster.nodegroups.values():
        yield group.arn, group.tags
    for key, resources in _TAGGED.items():
        for one in resources.of(cluster).values():
            yield one[key], one["tags"]
