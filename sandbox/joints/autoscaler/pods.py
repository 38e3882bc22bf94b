"""Pods, as the rules of the autoscaler look at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from config.quantities import quantity
from sandbox.kubernetes.objects import condition, has_ended, is_leaving, node_of
from terraform_json.types import Json

Resources = dict[str, Decimal]
SAFE: Final = "cluster-autoscaler.kubernetes.io/safe-to-evict"
SAFE_VOLUMES: Final = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"
_REPLICATED: Final = {"ReplicationController", "Job", "ReplicaSet", "StatefulSet"}
_MIRROR: Final = "kubernetes.io/config.mirror"


@dataclass(frozen=True, eq=False)
class Pod:
    """A pod.

    Attributes:
        manifest: What the API says of it.
    """

    manifest: Json

    @property
    def uid(self) -> str:
        """Its UID."""
        uid: str = self.manifest["metadata"]["uid"]
        return uid

    @property
    def namespace(self) -> str:
        """Its namespace."""
        namespace: str = self.manifest["metadata"]["namespace"]
        return namespace

    @property
    def name(self) -> str:
        """Its namespace and name, as people write them."""
        return f"{self.namespace}/{self.manifest['metadata']['name']}"

    @property
    def labels(self) -> Mapping[str, str]:
        """Its labels."""
        return self.manifest["metadata"].get("labels") or {}

    @property
    def spec(self) -> Json:
        """Its specification."""
        spec: Json = self.manifest["spec"]
        return spec

    @property
    def node(self) -> str:
        """The name of its node; empty without one."""
        return node_of(self.manifest)

    @property
    def nominated(self) -> str:
        """The node on which it waits for others to make room; empty without one."""
        return self.manifest["status"].get("nominatedNodeName") or ""

    @property
    def is_leaving(self) -> bool:
        """Whether it is being deleted."""
        return is_leaving(self.manifest)

    @property
    def has_ended(self) -> bool:
        """Whether it runs no more, and will not again."""
        return has_ended(self.manifest)

    @property
    def lacks_room(self) -> bool:
        """Whether the scheduler has found no node for it."""
        scheduled = condition(self.manifest, "PodScheduled")
        return not self.node and scheduled.get("reason") == "Unschedulable"

    @cached_property
    def requests(self) -> Resources:
        """Its requests, in cores and bytes, and its own place among the node's pods.

        https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
        """
        running = _sum(*map(_requests, self.spec["containers"]))
        sidecars: Resources = {}
        most: Resources = {}
        for container in self.spec.get("initContainers") or ():
            if container.get("restartPolicy") == "Always":
                sidecars = _sum(sidecars, _requests(container))
            else:
                most = _most(most, _sum(sidecars, _requests(container)))
        overhead = _quantities(self.spec.get("overhead"))
        return _sum(_most(_sum(running, sidecars), most), overhead, {"pods": Decimal(1)})

    @property
    def is_of_its_node(self) -> bool:
        """Whether its node brings it and takes it along: a DaemonSet's, or the kubelet's own."""
        mirrored = _MIRROR in (self.manifest["metadata"].get("annotations") or {})
        return mirrored or self.is_of_a_daemon_set

    @property
    def is_of_a_daemon_set(self) -> bool:
        """Whether a DaemonSet made it."""
        return self._controller.get("kind") == "DaemonSet"

    @property
    def is_replicated(self) -> bool:
        """Whether a controller makes another in its place."""
        return self._controller.get("kind") in _REPLICATED

    @property
    def kind(self) -> str:
        """The same for pods that are alike, since one controller made them."""
        uid: str = self._controller.get("uid", self.uid)
        return uid

    @property
    def says_safe_to_evict(self) -> str:
        """The value of its annotation: `true`, `false` or an empty text."""
        said: str = self._annotation(SAFE)
        return said

    @property
    def has_local_storage(self) -> bool:
        """Whether it would lose data on its node that nobody said it may lose."""
        safe = self._annotation(SAFE_VOLUMES).split(",")
        return any(
            "hostPath" in volume
            or ("emptyDir" in volume and (volume["emptyDir"] or {}).get("medium") != "Memory")
            for volume in self.spec.get("volumes") or ()
            if volume["name"] not in safe
        )

    @property
    def _controller(self) -> Json:
        owners = self.manifest["metadata"].get("ownerReferences") or ()
        return next((owner for owner in owners if owner.get("controller")), {})

    def _annotation(self, key: str) -> str:
        found: str = (self.manifest["metadata"].get("annotations") or {}).get(key, "")
        return found


def _requests(container: Json) -> Resources:
    return _quantities((container.get("resources") or {}).get("requests"))


def _quantities(given: Mapping[str, Any] | None) -> Resources:
    return {name: quantity(str(value)) for name, value in (given or {}).items()}


def _sum(*parts: Resources) -> Resources:
    names = {name for part in parts for name in part}
    return {name: sum((part.get(name, Decimal(0)) for part in parts), Decimal(0)) for name in names}


def _most(one: Resources, other: Resources) -> Resources:
    names = {*one, *other}
    return {name: max(one.get(name, Decimal(0)), other.get(name, Decimal(0))) for name in names}
