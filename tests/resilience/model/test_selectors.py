import pytest

from resilience.model.selectors import selects
from terraform_json.types import Json

LABELS = {"app": "shop", "tier": "web"}


def expression(operator: str, key: str = "app", *values: str) -> Json:
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        (None, False),
        ({}, True),
        ({"matchLabels": {"app": "shop"}}, True),
        ({"matchLabels": {"app": "shop", "tier": "web"}}, True),
        ({"matchLabels": {"app": "shop", "tier": "other"}}, False),
        ({"matchLabels": {"other": "shop"}}, False),
        (expression("In", "app", "a", "shop"), True),
        (expression("In", "app", "a"), False),
        (expression("NotIn", "app", "a"), True),
        (expression("NotIn", "app", "shop"), False),
        (expression("NotIn", "other", "shop"), True),
        (expression("Exists"), True),
        (expression("Exists", "other"), False),
        (expression("DoesNotExist", "other"), True),
        (expression("DoesNotExist"), False),
        ({"matchLabels": {"app": "shop"}, **expression("DoesNotExist", "tier")}, False),
    ],
)
def test_a_selector_is_of_the_pods_that_meet_all_of_it(
    selector: Json | None,
    selected: bool,  # noqa: FBT001
) -> None:
    assert selects(selector, LABELS) is selected
