"""The StatefulSets that the Prometheus operator makes of its own kinds."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from resilience.model.pods import SCHEDULING_KEYS
from terraform_json.types import Json

_MADE_OF: Final = {"Prometheus": "prometheus", "Alertmanager": "alertmanager"}


def with_stateful_sets(manifests: Iterable[Json]) -> Iterator[Json]:
    """Yield manifests, with what the Prometheus operator makes of them in their place.

    https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/prometheus/server/statefulset.go
    """
    found = list(manifests)
    reloader = {"resources": {"requests": _reloader(found)}}
    for manifest in found:
        name = _MADE_OF.get(str(manifest.get("kind")))
        yield _stateful_set(name, manifest, reloader) if name else manifest


def _stateful_set(name: str, manifest: Json, reloader: Json) -> Json:
    spec, metadata = manifest["spec"], manifest["metadata"]
    labels = {
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/instance": metadata["name"],
        name: metadata["name"],
        "operator.prometheus.io/name": metadata["name"],
        **((spec.get("podMetadata") or {}).get("labels") or {}),
    }
    pod = {key: spec[key] for key in SCHEDULING_KEYS if key in spec}
    pod["containers"] = [{"resources": spec.get("resources") or {}}, reloader]
    pod["initContainers"] = [reloader]
    made: dict[str, Any] = {
        "replicas": spec.get("replicas", 1),
        "template": {"metadata": {"labels": labels}, "spec": pod},
    }
    if (spec.get("storage") or {}).get("volumeClaimTemplate"):
        made["volumeClaimTemplates"] = [spec["storage"]["volumeClaimTemplate"]]
    named = {"name": f"{name}-{metadata['name']}"}
    if "namespace" in metadata:
        named["namespace"] = metadata["namespace"]
    return {"kind": "StatefulSet", "metadata": named, "spec": made}


def _reloader(manifests: Iterable[Json]) -> dict[str, str]:
    """Return what the operator lets the sidecar that reloads configuration ask for."""
    asked = {}
    for manifest in manifests:
        if manifest.get("kind") != "Deployment":
            continue
        for container in manifest["spec"]["template"]["spec"].get("containers") or ():
            for argument in container.get("args") or ():
                for name in ("cpu", "memory"):
                    key, _, value = argument.partition("=")
                    if key == f"--config-reloader-{name}-request":
                        asked[name] = value
    return asked
