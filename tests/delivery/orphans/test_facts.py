"""Since when something is there, where its service keeps no date."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError

from config.model import EnvironmentConfig
from delivery.orphans.asks import ASKS
from delivery.orphans.facts import Trail, facts_of
from delivery.orphans.kinds import Kind
from tests.delivery.stored import session
from tests.fixtures.account import aws

__all__ = ["aws"]

NOW = datetime(2026, 11, 26, tzinfo=UTC)


class FakeTrail:
    """CloudTrail, with recorded events, or without an answer."""

    def __init__(self, *events: tuple[str, int], answers: bool = True) -> None:
        self.events = events
        self.answers = answers
        self.asked: list[dict[str, Any]] = []

    def client(self, _: str) -> "FakeTrail":
        """Be the client."""
        return self

    def get_paginator(self, _: str) -> "FakeTrail":
        """Be the paginator."""
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - boto3's
        """Yield a page for each event."""
        self.asked.append(asked)
        if not self.answers:
            denied = {"Error": {"Code": "AccessDeniedException", "Message": "no"}}
            raise ClientError(cast(Any, denied), "LookupEvents")
        for name, days in self.events:
            yield {"Events": [{"EventName": name, "EventTime": NOW - timedelta(days=days)}]}

    def made(self, *identifiers: str) -> list[tuple[datetime | None, str]]:
        """Return when things were made, one after another."""
        trail = Trail(cast(boto3.Session, self))
        return [trail.made(each, NOW) for each in identifiers]


IDENTIFIERS = {
    "aws_acm_certificate": "arn:aws:acm:eu-west-1:111122223333:certificate/1",
    "aws_sns_topic": "arn:aws:sns:eu-west-1:111122223333:a",
}


def test_what_its_service_does_not_know_is_gone(staging_config: EnvironmentConfig) -> None:
    kinds = [
        Kind(type=each, identifier=IDENTIFIERS.get(each, "a-1"), name="", attribute="", delete="")
        for each in ASKS
    ]

    found = {each.type: facts_of(each, session(staging_config.region)).gone for each in kinds}

    assert found == dict.fromkeys(ASKS, True)


def test_it_is_as_old_as_the_event_that_made_it() -> None:
    trail = FakeTrail(("DeleteTags", 1), ("CreateTags", 2), ("CreateVpc", 3), ("ModifyVpc", 9))

    assert trail.made("vpc-1") == [(NOW - timedelta(days=3), "")]
    (attribute,) = trail.asked[0]["LookupAttributes"]
    assert attribute == {"AttributeKey": "ResourceName", "AttributeValue": "vpc-1"}


@pytest.mark.parametrize("events", [(), (("ModifyVpc", 9),)])
def test_what_cloudtrail_does_not_remember_is_older_than_it(
    events: tuple[tuple[str, int], ...],
) -> None:
    assert FakeTrail(*events).made("vpc-1") == [(None, "more than 90 d old")]


def test_a_cloudtrail_that_refuses_is_asked_once_and_ages_are_not_known() -> None:
    trail = FakeTrail(answers=False)

    told = {why for _, why in trail.made("vpc-1", "vpc-2")}

    assert told == {"age not known"}
    assert len(trail.asked) == 1
