"""What the Helm and the Kubernetes provider would do with a synthesized stack, as plain data."""

import json
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

import yaml

Json = dict[str, Any]

# What other stacks hand over, where its form counts, by the end of the reference.
KNOWN = {
    "outputs.vpc_cidr_block": "10.10.0.0/16",
    "outputs.port": "5432",
    "outputs.writer_endpoint": "writer.example.internal",
    "outputs.reader_endpoint": "reader.example.internal",
    "outputs.master_secret_arn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster",
}
API_VERSIONS = {
    "namespace": ("v1", "Namespace"),
    "network_policy": ("networking.k8s.io/v1", "NetworkPolicy"),
    "storage_class": ("storage.k8s.io/v1", "StorageClass"),
    "priority_class": ("scheduling.k8s.io/v1", "PriorityClass"),
    "ingress": ("networking.k8s.io/v1", "Ingress"),
    "limit_range": ("v1", "LimitRange"),
    "resource_quota": ("v1", "ResourceQuota"),
}
# Terraform names a block in the singular, and a StorageClass's provisioner otherwise.
RENAMED = {
    "rule": "rules",
    "path": "paths",
    "limit": "limits",
    "storage_provisioner": "provisioner",
}
# Below these, keys are the user's and not the API's.
FREE_FORM = (
    "annotations",
    "default",
    "defaultRequest",
    "hard",
    "labels",
    "match_labels",
    "max",
    "parameters",
)
OPTIONS = ("wait_for_load_balancer", "depends_on", "//")

_REFERENCE = re.compile(r"(?<!\$)\$\{([^}]*)\}")


def in_order(stack: Json) -> list[tuple[str, Json]]:
    """Return what is inside the cluster, each after all that it depends on or refers to."""
    inside = {
        f"{kind}.{name}": resource
        for kind, named in stack["resource"].items()
        for name, resource in named.items()
        if kind.startswith(("helm_", "kubernetes_"))
    }
    needs = {
        address: {other for other in inside if other != address and other in json.dumps(resource)}
        for address, resource in inside.items()
    }
    return [(address, inside[address]) for address in TopologicalSorter(needs).static_order()]


def manifest(address: str, resource: Json, stack: Json) -> Json:
    """Return the manifest of a resource of the Kubernetes provider."""
    kind = address.removeprefix("kubernetes_").partition(".")[0].removesuffix("_v1")
    api_version, name = API_VERSIONS[kind]
    fields = {key: value for key, value in resource.items() if key not in OPTIONS}
    return {"apiVersion": api_version, "kind": name, **_named_by_the_api(resolved(fields, stack))}


def values(release: Json, stack: Json) -> Iterator[Json]:
    """Yield the values of a release, as Helm gets them from Terraform."""
    for text in release.get("values", []):
        yield yaml.safe_load(resolved(text, stack).replace("$${", "${").replace("%%{", "%{"))


def resolved(data: Any, stack: Json) -> Any:  # noqa: ANN401 - JSON
    """Return data with a value in the place of every reference."""
    if isinstance(data, str):
        return _REFERENCE.sub(lambda reference: _value(reference[1], stack), data)
    if isinstance(data, list):
        return [resolved(item, stack) for item in data]
    if isinstance(data, dict):
        return {key: resolved(value, stack) for key, value in data.items()}
    return data


def _value(reference: str, stack: Json) -> str:
    namespace = re.fullmatch(r"kubernetes_namespace_v1\.(.*)\.metadata\[0\]\.name", reference)
    if namespace:
        name: str = stack["resource"]["kubernetes_namespace_v1"][namespace[1]]["metadata"]["name"]
        return name
    if reference.startswith("aws_iam_role."):
        return "arn:aws:iam::111122223333:role/one"
    known = [value for end, value in KNOWN.items() if reference.endswith(end)]
    return known[0] if known else re.sub(r"\W", "-", reference)


def _named_by_the_api(data: Any, key: str = "") -> Any:  # noqa: ANN401 - JSON
    if isinstance(data, list):
        return [_named_by_the_api(item) for item in data]
    if isinstance(data, dict) and key not in FREE_FORM:
        return {
            _api_name(name, value): _named_by_the_api(value, name) for name, value in data.items()
        }
    # A port is a number or a name, and Terraform has one type for both.
    return int(data) if key == "port" and isinstance(data, str) and data.isdigit() else data


def _api_name(name: str, value: object) -> str:
    if name == "path" and isinstance(value, str):
        return name
    first, *others = RENAMED.get(name, name).split("_")
    return first + "".join(word.capitalize() for word in others)
