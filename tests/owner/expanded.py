"""Texts within JSON, taken apart, so that a diff shows the line that changed."""

import json
from typing import Any

import yaml

from terraform_json.types import Json


def expanded(stack: Json) -> Json:
    """Return a stack with what its texts hold in their place.

    A text in JSON, such as a policy, becomes what it says, and so do the values of a release, which
    are YAML. Any other text of several lines, such as a script in SQL, becomes its lines.
    Expressions of Terraform stay as they are: they stand in strings of the JSON and the YAML.
    """
    data: Json = _expanded(stack)
    return data


def _expanded(data: Any, key: str = "") -> Any:  # noqa: ANN401 - JSON
    if isinstance(data, dict):
        return {name: _expanded(value, name) for name, value in data.items()}
    if isinstance(data, list):
        return [_expanded(_values(item) if key == "values" else item) for item in data]
    if not isinstance(data, str):
        return data
    found = _structure(data)
    if found is not None:
        return _expanded(found)
    return data.split("\n") if "\n" in data else data


def _values(text: Any) -> Any:  # noqa: ANN401 - JSON
    """Return the values of a release; anything else that bears that name as it is."""
    found = yaml.safe_load(text) if isinstance(text, str) and "\n" in text else None
    return found if isinstance(found, dict) else text


def _structure(text: str) -> Any:  # noqa: ANN401 - JSON
    """Return the object or list that a text is in JSON; None where it is none."""
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None
