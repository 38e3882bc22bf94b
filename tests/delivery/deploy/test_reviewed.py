"""What is kept of a plan."""

import json

import pytest

from delivery.actions import Action
from delivery.deploy.reviewed import meaning_of, read_reviewed
from ops.command import Failure
from terraform_json.types import Json
from tests.delivery.comment.support import plan as recorded


def kept(name: str) -> str:
    return meaning_of("staging", "networking", recorded(name)).model_dump_json()


def changed(**told: object) -> Json:
    """Return a plan in which one resource changes."""
    change = {"before": {}, "after": {}, **told}
    reason = change.pop("action_reason", None)
    resource = {"address": "aws_subnet.a", "type": "aws_subnet", "change": change}
    return {"resource_changes": [resource | ({"action_reason": reason} if reason else {})]}


def test_what_is_kept_is_read_again() -> None:
    plan = meaning_of("staging", "networking", recorded("replace"))

    assert read_reviewed(plan.model_dump_json(), "there") == plan


@pytest.mark.parametrize("name", ["create", "replace", "drift", "hostile"])
def test_no_value_is_kept(name: str) -> None:
    text = kept(name)

    for value in ("correct horse", "Tr0ub4dor", "10.0.", "s3:GetObject", "onerror", "eu-west-1"):
        assert value not in text
    assert "aws_s3_bucket.logs" in text or "aws_subnet.a" in text


def test_of_what_is_sensitive_not_even_the_parts_are_named() -> None:
    plan = changed(
        actions=["update"],
        before={"data": {"pin-1234": "a"}},
        after={"data": {"pin-5678": "b"}},
        before_sensitive={"data": True},
        after_sensitive={"data": True},
    )

    (change,) = meaning_of("staging", "k8s", plan).changes
    assert change.attributes == {"data"}


def test_a_replacement_is_kept_with_what_forces_it() -> None:
    plan = changed(actions=["delete", "create"], replace_paths=[["cidr_block"], ["ids", 0]])

    (change,) = meaning_of("staging", "networking", plan).changes
    assert change.action is Action.REPLACED
    assert change.causes == {"cidr_block", "ids[0]"}


def test_a_replacement_that_no_attribute_forces_is_kept_with_terraforms_reason() -> None:
    plan = changed(actions=["create", "delete"], action_reason="replace_because_tainted")

    (change,) = meaning_of("staging", "networking", plan).changes
    assert change.causes == {"replace_because_tainted"}


def test_what_does_nothing_is_not_kept() -> None:
    assert json.loads(kept("no-op"))["changes"] == []


def test_half_a_plan_is_none() -> None:
    with pytest.raises(Failure, match="half a plan"):
        meaning_of("staging", "networking", changed(actions=["create"]) | {"errored": True})


@pytest.mark.parametrize("text", ["", "{", "{}", '{"environment": 1}', "[]"])
def test_something_else_is_no_reviewed_plan(text: str) -> None:
    with pytest.raises(Failure, match=r"^s3://there holds no plan of this version"):
        read_reviewed(text, "s3://there")
