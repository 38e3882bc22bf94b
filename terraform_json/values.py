"""Values as Terraform evaluates them, and as Helm gets them."""

from collections.abc import Callable, Iterable
from typing import Any

import yaml

from terraform_json.templates import Expression, parts_of
from terraform_json.types import Json, TerraformJsonError

Resolve = Callable[[Expression], Any]
"""Returns the value of an expression."""


def as_written(expression: Expression) -> str:
    """Return an expression as it stands in its template, for who can do without its value."""
    return f"{'%' if expression.is_directive else '$'}{{{expression.text}}}"


def resolved(data: Any, resolve: Resolve) -> Any:  # noqa: ANN401 - JSON
    """Return JSON as Terraform evaluates it: without escapes, with values for expressions.

    A string that is an expression and nothing else becomes that value, of whatever type it is.

    Args:
        data: JSON of a stack, or a part of it.
        resolve: Returns the value of an expression. In the midst of text it is written as a string.

    Raises:
        TerraformJsonError: An expression does not end.
    """
    if isinstance(data, str):
        parts = parts_of(data)
        if len(parts) == 1 and isinstance(parts[0], Expression):
            return resolve(parts[0])
        return "".join(part if isinstance(part, str) else _text(resolve(part)) for part in parts)
    if isinstance(data, list):
        return [resolved(item, resolve) for item in data]
    if isinstance(data, dict):
        return {str(resolved(key, resolve)): resolved(each, resolve) for key, each in data.items()}
    return data


def release_values(release: Json, resolve: Resolve) -> list[str]:
    """Return the texts of values of a `helm_release`, in YAML, as Helm gets them.

    Later ones go over earlier ones.
    """
    return [str(resolved(text, resolve)) for text in release.get("values", ())]


def merged_values(texts: Iterable[str]) -> Json:
    """Return texts of values as Helm merges them: objects key by key, all else as a whole.

    Raises:
        TerraformJsonError: One of them is no object of YAML.
    """
    merged: Json = {}
    for text in texts:
        # As safe as `safe_load`, and ten times as quick.
        values = yaml.load(text, yaml.CSafeLoader) or {}
        if not isinstance(values, dict):
            raise TerraformJsonError(f"values are no object of YAML, but: {text[:80]}")
        merged = _merge(merged, values)
    return merged


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _merge(below: Json, above: Json) -> Json:
    both = {
        key: _merge(below[key], value)
        for key, value in above.items()
        if isinstance(value, dict) and isinstance(below.get(key), dict)
    }
    return {**below, **above, **both}
