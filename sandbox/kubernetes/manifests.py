"""Manifests of what the Kubernetes provider makes of its resources."""

from typing import Any, Final

from terraform_json.types import Json
from terraform_json.values import Resolve, resolved

# The API's version and kind for each type of resource, without `kubernetes_` and `_v1`.
_API_VERSIONS: Final = {
    "namespace": ("v1", "Namespace"),
    "network_policy": ("networking.k8s.io/v1", "NetworkPolicy"),
    "storage_class": ("storage.k8s.io/v1", "StorageClass"),
    "priority_class": ("scheduling.k8s.io/v1", "PriorityClass"),
    "ingress": ("networking.k8s.io/v1", "Ingress"),
    "limit_range": ("v1", "LimitRange"),
    "resource_quota": ("v1", "ResourceQuota"),
}
# Terraform names a block in the singular, and a StorageClass's provisioner otherwise.
_RENAMED: Final = {
    "rule": "rules",
    "path": "paths",
    "limit": "limits",
    "storage_provisioner": "provisioner",
}
# Below these, keys are the user's and not the API's.
_FREE_FORM: Final = (
    "annotations",
    "default",
    "defaultRequest",
    "hard",
    "labels",
    "match_labels",
    "max",
    "parameters",
)
# Settings of Terraform and its provider, of which the API knows nothing.
_OPTIONS: Final = ("wait_for_load_balancer", "timeouts", "depends_on", "//")


def manifest(address: str, resource: Json, resolve: Resolve) -> Json:
    """Return the manifest of a resource of the Kubernetes provider."""
    kind = address.removeprefix("kubernetes_").partition(".")[0].removesuffix("_v1")
    api_version, name = _API_VERSIONS[kind]
    fields = {key: value for key, value in resource.items() if key not in _OPTIONS}
    return {"apiVersion": api_version, "kind": name, **_named_by_the_api(resolved(fields, resolve))}


def _named_by_the_api(data: Any, key: str = "") -> Any:  # noqa: ANN401 - JSON
    if isinstance(data, list):
        return [_named_by_the_api(item) for item in data]
    if isinstance(data, dict) and key not in _FREE_FORM:
        return {
            _api_name(name, value): _named_by_the_api(value, name) for name, value in data.items()
        }
    # A port is a number or a name, and Terraform has one type for both.
    return int(data) if key == "port" and isinstance(data, str) and data.isdigit() else data


def _api_name(name: str, value: object) -> str:
    if name == "path" and isinstance(value, str):
        return name
    first, *others = _RENAMED.get(name, name).split("_")
    return first + "".join(word.capitalize() for word in others)
