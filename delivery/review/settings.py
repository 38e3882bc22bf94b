"""Changes of a stack beside its resources: of its state, its providers, its data sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from delivery.comment.attributes import changed_attributes
from delivery.comment.record import Attribute
from delivery.review.synthesis import Pair
from terraform_json.types import Json

_ELSEWHERE: Final = ("resource",)
_ORDER: Final = ("terraform", "provider", "removed", "import", "moved", "data", "locals", "output")
"""The gravest first; others come before them, since nobody here knows what they do."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Something that changes beside the resources.

    Attributes:
        stack: The name of its stack.
        attribute: What changes.
    """

    stack: str
    attribute: Attribute


def settings(pair: Pair) -> Iterator[Setting]:
    """Yield what changes beside the resources, by the block of the Terraform JSON.

    Another role of a provider, another key of the state, or another local that a role's trust
    refers to changes no resource as it is written. Versions of providers are told elsewhere.
    """
    sides = {"before": _told(pair.base.data), "after": _told(pair.head.data)}
    for each in sorted(changed_attributes(sides), key=lambda each: _place(each.path)):
        yield Setting(stack=pair.stack, attribute=each)


def _told(stack: Json) -> Json:
    told: Json = _without_notes({k: v for k, v in stack.items() if k not in _ELSEWHERE})
    terraform = told.get("terraform", {})
    if providers := terraform.get("required_providers"):
        told["terraform"] = {
            **terraform,
            "required_providers": {
                name: {key: value for key, value in each.items() if key != "version"}
                for name, each in providers.items()
            },
        }
    return told


def _without_notes(data: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON without CDKTF's notes, which Terraform reads over."""
    if isinstance(data, dict):
        return {key: _without_notes(value) for key, value in data.items() if key != "//"}
    return [_without_notes(each) for each in data] if isinstance(data, list) else data


def _place(path: str) -> int:
    block = path.partition(".")[0].partition("[")[0]
    return _ORDER.index(block) if block in _ORDER else -1
