"""What the change of an object does to what runs."""

from typing import Any

import pytest

from delivery.review.effects import effect_of
from tests.delivery.review.support import deployment

TEMPLATE = {"spec": {"containers": [{"image": "other"}]}}


def controller(kind: str, **spec: object) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": "app1"}, "spec": {"template": {}, **spec}}


@pytest.mark.parametrize(
    ("was", "is_", "effect"),
    [
        (
            deployment(),
            deployment(template=TEMPLATE),
            "restarts the pods of app1, one after another",
        ),
        (
            deployment(),
            deployment(template=TEMPLATE, strategy={"type": "Recreate"}),
            "restarts the pods of app1, all at once",
        ),
        (
            controller("StatefulSet"),
            controller("StatefulSet", template=TEMPLATE, updateStrategy={"type": "OnDelete"}),
            "pods of app1 take it when somebody deletes them",
        ),
        (
            controller("DaemonSet"),
            controller("DaemonSet", template=TEMPLATE),
            "restarts the pods of app1, one after another",
        ),
        (deployment(), deployment(replicas=5), "3 to 5 pods, without a restart"),
        (
            controller("PodDisruptionBudget"),
            controller("PodDisruptionBudget", minAvailable=1),
            "drains may take other pods, at once",
        ),
        (
            {"kind": "ConfigMap", "metadata": {"name": "a"}},
            {"kind": "ConfigMap", "metadata": {"name": "a"}, "data": {}},
            "pods read it when they start, and as a file within minutes",
        ),
        (None, deployment(), "starts pods"),
        (deployment(), None, "stops its pods"),
        (None, {"kind": "Service"}, "comes"),
        ({"kind": "Service"}, None, "goes"),
    ],
)
def test_an_effect_is_told_in_a_few_words(
    was: dict[str, Any] | None, is_: dict[str, Any] | None, effect: str
) -> None:
    assert effect_of(was, is_, forced=False) == effect


@pytest.mark.parametrize(
    ("forced", "effect"),
    [
        (True, "selector is immutable: it will be replaced"),
        (False, "selector is immutable: the upgrade is refused; delete it first, or rename it"),
    ],
)
def test_a_field_that_cannot_change_is_told(forced: bool, effect: str) -> None:  # noqa: FBT001
    assert effect_of(deployment(), deployment(selector={}), forced=forced) == effect
