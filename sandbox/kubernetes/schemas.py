"""JSON Schemas of every kind that a control plane serves, for `kubeconform -strict`.

They come from the running API server's own OpenAPI documents: nothing is downloaded, the version is
the cluster's, and custom resources are among them once their definitions are installed.
"""

import json
import re
from pathlib import Path
from typing import Any

from sandbox.kubernetes.cluster import LocalControlPlane

LOCATION = "{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json"
REFERENCE = re.compile(r'"\$ref": "#/components/schemas/([^"]+)"')

Schema = dict[str, Any]


def write_schemas(cluster: LocalControlPlane, directory: Path) -> str:
    """Writes a schema for every kind, in which unknown fields are errors.

    Args:
        cluster: Whose API is described.
        directory: Gets the files.

    Returns:
        The value for kubeconform's `-schema-location`.
    """
    index = json.loads(cluster.run("kubectl", "get", "--raw=/openapi/v3"))["paths"]
    for path, document in index.items():
        if not path.startswith(("api/", "apis/")):
            continue
        url = document["serverRelativeURL"]
        schemas = json.loads(cluster.run("kubectl", "get", f"--raw={url}"))["components"]["schemas"]
        for name, schema in schemas.items():
            for kind in schema.get("x-kubernetes-group-version-kind", ()):
                if "metadata" in schema.get("properties", {}):
                    _write(directory / _file_name(kind), _standalone(name, schemas))
    return f"{directory}/{LOCATION}"


def _file_name(kind: dict[str, str]) -> str:
    # kubeconform takes the version for the group of kinds that have none, as in `v1/pod_v1.json`.
    group = kind["group"] or kind["version"]
    return f"{group}/{kind['kind'].lower()}_{kind['version']}.json"


def _write(path: Path, schema: Schema) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(schema), encoding="utf-8")


def _standalone(name: str, schemas: dict[str, Schema]) -> Schema:
    """Returns a schema together with all that it refers to."""
    found: dict[str, Schema] = {}
    wanted = [name]
    while wanted:
        current = wanted.pop()
        if current not in found:
            found[current] = _strict(schemas[current])
            wanted += REFERENCE.findall(json.dumps(schemas[current]))
    return {"$ref": f"#/components/schemas/{name}", "components": {"schemas": found}}


def _strict(schema: Schema) -> Schema:
    """Returns the schema with every object closed that does not say that it is open.

    What stands under allOf, anyOf and oneOf adds conditions to an object that is closed already.
    """
    strict = dict(schema)
    if "properties" in schema:
        strict["properties"] = {key: _strict(value) for key, value in schema["properties"].items()}
        if not schema.get("x-kubernetes-preserve-unknown-fields"):
            strict.setdefault("additionalProperties", False)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            strict[key] = _strict(schema[key])
    return strict
