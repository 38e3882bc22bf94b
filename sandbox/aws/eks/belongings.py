"""What belongs to a cluster and goes with it: addons, access entries, Pod Identity associations."""

from typing import Any
from weakref import WeakKeyDictionary

from moto.core.utils import utcnow
from moto.eks.exceptions import ResourceInUseException, ResourceNotFoundException
from moto.eks.models import Cluster

Belonging = dict[str, Any]
"""One of them, with the keys and values that the API shows."""


class Belongings:
    """All of one kind, by cluster and key; those of a deleted cluster are gone."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._of: WeakKeyDictionary[Cluster, dict[str, Belonging]] = WeakKeyDictionary()

    def of(self, cluster: Cluster) -> dict[str, Belonging]:
        """Return those of a cluster, by key."""
        return self._of.setdefault(cluster, {})

    def add(self, cluster: Cluster, key: str, belonging: Belonging) -> Belonging:
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
        return self.of(cluster).setdefault(key, told | belonging)

    def get(self, cluster: Cluster, key: str) -> Belonging:
        """Return the one with a key.

        Raises:
            ResourceNotFoundException: The cluster has none with that key.
        """
        if key not in self.of(cluster):
            raise ResourceNotFoundException(
                message=f"The cluster {cluster.name} has no {self._kind} {key}."
            )
        return self.of(cluster)[key]

    def change(self, cluster: Cluster, key: str, changes: Belonging) -> Belonging:
        """Change the one with a key, and return it.

        Raises:
            ResourceNotFoundException: The cluster has none with that key.
        """
        belonging = self.get(cluster, key)
        belonging.update(changes, modifiedAt=utcnow())
        return belonging

    def remove(self, cluster: Cluster, key: str) -> Belonging:
        """Forget the one with a key, and return it.

        Raises:
            ResourceNotFoundException: The cluster has none with that key.
        """
        belonging = self.get(cluster, key)
        del self.of(cluster)[key]
        return belonging
