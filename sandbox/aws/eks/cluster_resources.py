"""The parts of a cluster, which go with it: addons, access entries, Pod Identity associations."""

from typing import Any
from weakref import WeakKeyDictionary

from moto.core.utils import utcnow
from moto.eks.exceptions import ResourceInUseException, ResourceNotFoundException
from moto.eks.models import Cluster

ClusterResource = dict[str, Any]
"""One of them, with the keys and values that the API shows."""


class ClusterResources:
    """All of one kind, by cluster and key; those of a deleted cluster are gone."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._of: WeakKeyDictionary[Cluster, dict[str, ClusterResource]] = WeakKeyDictionary()

    def of(self, cluster: Cluster) -> dict[str, ClusterResource]:
        """Return those of a cluster, by key."""
        return self._of.setdefault(cluster, {})

    def add(self, cluster: Cluster, key: str, resource: ClusterResource) -> ClusterResource:
        """Keep a new one, and return it with what the API says of each.

        Raises:
            ResourceInUseException: The cluster has one with that key.
        """
        if key in self.of(cluster):
            raise ResourceInUseException(
                message=f"The cluster {cluster.name} has the {self._kind} {key} already."
            )
        now = utcnow()
        told = {"clusterName": cluster.name, "createdAt": now, "modifiedAt": now, "tags": {}}
        return self.of(cluster).setdefault(key, told | resource)

    def get(self, cluster: Cluster, key: str) -> ClusterResource:
        """Return the one with a key.

        Raises:
            ResourceNotFoundException: The cluster has none with that key.
        """
        if key not in self.of(cluster):
            raise ResourceNotFoundException(
                message=f"The cluster {cluster.name} has no {self._kind} {key}."
            )
        return self.of(cluster)[key]

    def change(self, cluster: Cluster, key: str, changes: ClusterResource) -> ClusterResource:
        """Change the one with a key, and return it.

        Raises:
            ResourceNotFoundException: The cluster has none with that key.
        """
        resource = self.get(cluster, key)
        resource.update(changes, modifiedAt=utcnow())
        return resource

    def remove(self, cluster: Cluster, key: str) -> ClusterResource:
        """Forget the one with a key, and return it.

        Raises:
            ResourceNotFoundException: The cluster has none with that key.
        """
        resource = self.get(cluster, key)
        del self.of(cluster)[key]
        return resource
