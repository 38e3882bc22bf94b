"""Label selectors."""

from typing import Any

import pytest

from sandbox.joints.autoscaler.selectors import meets, selects

LABELS = {"app": "web", "cpus": "4"}


@pytest.mark.parametrize(
    ("operator", "key", "values", "met"),
    [
        ("In", "app", ["web"], True),
        ("In", "app", ["shop"], False),
        ("NotIn", "app", ["web"], False),
        ("NotIn", "none", ["web"], True),
        ("Exists", "app", None, True),
        ("Exists", "none", None, False),
        ("DoesNotExist", "app", None, False),
        ("DoesNotExist", "none", None, True),
        ("Gt", "cpus", ["3"], True),
        ("Gt", "cpus", ["4"], False),
        ("Lt", "cpus", ["5"], True),
        ("Lt", "app", ["5"], False),
        ("Gt", "none", ["5"], False),
    ],
)
def test_a_requirement_is_met_as_its_operator_says(
    operator: str, key: str, values: list[str] | None, *, met: bool
) -> None:
    assert meets([{"operator": operator, "key": key, "values": values}], LABELS) is met


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        (None, False),
        ({}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "shop"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
    ],
)
def test_all_of_a_selector_has_to_hold(selector: dict[str, Any] | None, *, selected: bool) -> None:
    assert selects(selector, LABELS) is selected
