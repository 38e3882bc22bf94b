"""Installs what a synthesized stack has inside the cluster: objects, and releases of our charts.

It does what the Helm and the Kubernetes provider would do, with `helm` and `kubectl`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from sandbox.aws_half import INSIDE_THE_CLUSTER
from sandbox.kubernetes import LocalControlPlane
from terraform_json.order import in_order, needs
from terraform_json.references import attribute, sole_reference
from terraform_json.stack import provider_of, resources
from terraform_json.templates import Expression
from terraform_json.types import Json
from terraform_json.values import Resolve, release_values, resolved

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
_OPTIONS: Final = ("wait_for_load_balancer", "depends_on", "//")


@dataclass(frozen=True, kw_only=True)
class Releases:
    """What became of the releases of a stack, by their names.

    Attributes:
        installed: Those that were installed, in order.
        left_out: Those whose charts are others' and have to be pulled.
    """

    installed: tuple[str, ...]
    left_out: tuple[str, ...]


def install(cluster: LocalControlPlane, folder: Path, stack: Json, outside: Resolve) -> Releases:
    """Install all that a stack has inside the cluster, each after all that it needs.

    Args:
        cluster: The control plane.
        folder: The folder of the stack, with the charts that travel with it.
        stack: The stack's JSON.
        outside: Returns the value of an expression that the stack itself does not state, such as
            what AWS gives a role for an ARN.

    Raises:
        ControlPlaneError: An object or a release was refused, or does not become ready.
    """
    resolve = stated_in(stack, outside)
    installed, left_out = [], []
    for address, resource in inside_in_order(stack):
        if provider_of(address) == "kubernetes":
            _apply(cluster, manifest(address, resource, resolve))
        elif (folder / resource["chart"]).exists():
            _release(cluster, folder, resource, resolve)
            installed.append(resource["name"])
        else:
            left_out.append(resource["name"])
    return Releases(installed=tuple(installed), left_out=tuple(left_out))


def inside_in_order(stack: Json) -> Iterator[tuple[str, Json]]:
    """Yield each resource inside the cluster with its address, after all that it needs.

    Raises:
        TerraformJsonError: Parts of the stack need each other in a cycle.
    """
    found = resources(stack)
    for address in in_order(needs(stack)):
        if address in found and provider_of(address) in INSIDE_THE_CLUSTER:
            yield address, found[address]


def stated_in(stack: Json, outside: Resolve) -> Resolve:
    """Return a function for the value of an expression, which the stack may state itself.

    It states what it sets, such as the name of a namespace.

    Args:
        stack: The stack's JSON.
        outside: Returns the value of every other expression.
    """
    found = resources(stack)

    def resolve(expression: Expression) -> Any:  # noqa: ANN401 - JSON
        reference = sole_reference(expression)
        stated = reference and attribute(found.get(reference.address), reference.path)
        return outside(expression) if stated is None else resolved(stated, resolve)

    return resolve


def manifest(address: str, resource: Json, resolve: Resolve) -> Json:
    """Return the manifest of a resource of the Kubernetes provider."""
    kind = address.removeprefix("kubernetes_").partition(".")[0].removesuffix("_v1")
    api_version, name = _API_VERSIONS[kind]
    fields = {key: value for key, value in resource.items() if key not in _OPTIONS}
    return {"apiVersion": api_version, "kind": name, **_named_by_the_api(resolved(fields, resolve))}


def _apply(cluster: LocalControlPlane, described: Json) -> None:
    cluster.run(
        "kubectl",
        "apply",
        "--server-side",
        "--validate=strict",
        "--filename=-",
        stdin=yaml.safe_dump(described),
    )


def _release(cluster: LocalControlPlane, folder: Path, release: Json, resolve: Resolve) -> None:
    """Install a release with the options that the Helm provider gets."""
    files = []
    for index, text in enumerate(release_values(release, resolve)):
        file = cluster.directory / f"{release['name']}-{index}.yaml"
        file.write_text(text, encoding="utf-8")
        files.append(f"--values={file}")
    cluster.run(
        "helm",
        "upgrade",
        "--install",
        release["name"],
        str(folder / release["chart"]),
        f"--namespace={resolved(release['namespace'], resolve)}",
        "--atomic",
        "--wait",
        "--wait-for-jobs",
        f"--timeout={release['timeout']}s",
        *files,
    )


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
