"""Finds resources in what a stack synthesizes, by what they are and never by a hashed id."""

import json
from typing import Any

Json = dict[str, Any]


def of(data: Json, kind: str) -> list[Json]:
    """Return the resources of a kind, in the order of their names."""
    resources: Json = data["resource"].get(kind, {})
    return [resources[name] for name in sorted(resources)]


def one(data: Json, kind: str) -> Json:
    """Return the one resource of a kind."""
    (resource,) = of(data, kind)
    return resource


def named(data: Json, kind: str, name: str) -> Json:
    """Return the one resource of a kind with this Name tag."""
    (found,) = [r for r in of(data, kind) if r.get("tags", {}).get("Name") == name]
    return found


def address(data: Json, kind: str, name: str) -> str:
    """Return the reference to the id of the one resource with this Name tag."""
    found = named(data, kind, name)
    (key,) = [key for key, value in data["resource"][kind].items() if value is found]
    return f"${{{kind}.{key}.id}}"


def statements(policy: str) -> list[Json]:
    """Return the statements of a policy."""
    found: list[Json] = json.loads(policy)["Statement"]
    return found


def policies_of_role(data: Json, role_arn: str) -> set[str]:
    """Return the names of the policies of AWS's that the role with this reference has."""
    role = role_arn.removesuffix(".arn}") + ".name}"
    attachments = of(data, "aws_iam_role_policy_attachment")
    return {a["policy_arn"].rpartition("/")[2] for a in attachments if a["role"] == role}
