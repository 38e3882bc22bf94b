"""Values of a release as text, which Helm and Terraform both read."""

from collections.abc import Mapping
from typing import Any

import yaml


def values_text(values: Mapping[str, Any]) -> str:
    """Return values as YAML that may hold references of Terraform.

    A reference is written without quotes: once Terraform has put the value in its place, Helm
    reads a number as a number.
    """
    return yaml.safe_dump(dict(values), sort_keys=False, width=float("inf"))


def literal(text: str) -> str:
    """Return text that Terraform passes on as it stands, whatever looks like a reference in it.

    https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
    """
    return text.replace("${", "$${").replace("%{", "%%{")
