"""Finds resources in what a stack synthesizes, by what they are and never by a hashed id."""

import json

from terraform_json.stack import resources
from terraform_json.types import Json


def addresses(data: Json, kind: str) -> list[str]:
    """Return the addresses of the resources of a kind, in the order of their names."""
    return sorted(address for address in resources(data) if address.startswith(f"{kind}."))


def of(data: Json, kind: str) -> list[Json]:
    """Return the resources of a kind, in the order of their names."""
    return [resources(data)[address] for address in addresses(data, kind)]


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
    (one_address,) = [each for each, block in resources(data).items() if block is found]
    return f"${{{one_address}.id}}"


def statements(policy: str) -> list[Json]:
    """Return the statements of a policy."""
    found: list[Json] = json.loads(policy)["Statement"]
    return found


def policies_of_role(data: Json, role_arn: str) -> set[str]:
    """Return the names of the policies of AWS's that the role with this reference has."""
    role = role_arn.removesuffix(".arn}") + ".name}"
    attachments = of(data, "aws_iam_role_policy_attachment")
    return {a["policy_arn"].rpartition("/")[2] for a in attachments if a["role"] == role}
