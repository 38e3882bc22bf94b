"""The manifests that releases make in the cluster."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resilience.model.pods import Origin
from terraform_json.types import Json


@dataclass(frozen=True, kw_only=True)
class Manifests:
    """The manifests of a release, or of an addon of EKS.

    Attributes:
        release: The address of the resource that makes them.
        namespace: Where they go, if they do not say otherwise.
        origin: How they are known.
        objects: The manifests.
    """

    release: str
    namespace: str
    origin: Origin
    objects: tuple[Json, ...]

    def namespace_of(self, manifest: Json) -> str:
        """Return the namespace of one of the manifests."""
        metadata = manifest.get("metadata")
        stated = metadata.get("namespace") if isinstance(metadata, dict) else None
        return str(stated or self.namespace)


def deployment(  # noqa: PLR0913 - each a part of the manifest
    kind: str,
    name: str,
    *,
    labels: Mapping[str, str],
    pod: Mapping[str, Any],
    replicas: int | None = None,
    strategy: Mapping[str, Any] | None = None,
    volumes: bool = False,
) -> Json:
    """Return the manifest of a controller, with what this model reads of it.

    Args:
        kind: `Deployment`, `StatefulSet` or `DaemonSet`.
        name: Its name.
        labels: The labels of its pods.
        pod: The spec of its pods.
        replicas: How many there are; of a DaemonSet, None.
        strategy: How a rollout replaces them.
        volumes: Whether each of them has a volume of its own.
    """
    spec: Json = {"template": {"metadata": {"labels": dict(labels)}, "spec": dict(pod)}}
    if replicas is not None:
        spec["replicas"] = replicas
    if strategy:
        spec["strategy" if kind == "Deployment" else "updateStrategy"] = dict(strategy)
    if volumes:
        spec["volumeClaimTemplates"] = [{"metadata": {"name": "data"}}]
    return {"kind": kind, "metadata": {"name": name}, "spec": spec}
