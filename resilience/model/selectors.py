"""Label selectors, as Kubernetes reads them.

https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
"""

from collections.abc import Mapping
from typing import Any

from terraform_json.types import Json


def selects(selector: Json | None, labels: Mapping[str, str]) -> bool:
    """Return whether a selector is of pods with these labels; none at all is of no pod."""
    if selector is None:
        return False
    equal = selector.get("matchLabels") or {}
    return all(labels.get(key) == str(value) for key, value in equal.items()) and all(
        _holds(each, labels) for each in selector.get("matchExpressions") or ()
    )


def _holds(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, operator = expression["key"], expression["operator"]
    if operator == "Exists":
        return key in labels
    if operator == "DoesNotExist":
        return key not in labels
    within = labels.get(key) in expression.get("values", ())
    return within if operator == "In" else not within
