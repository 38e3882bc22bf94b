"""The receivers of alarms are such as SNS takes."""

from collections.abc import Callable
from typing import Any

import pytest

from config.errors import Mistake
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]


def receiver(endpoint: str) -> dict[str, Any]:
    """Return the section with one receiver."""
    protocol = "https" if endpoint.startswith("https") else "email"
    return {"alarms": {"subscriptions": [{"protocol": protocol, "endpoint": endpoint}]}}


@pytest.mark.parametrize(
    "endpoint",
    ["https:///x", "https://", "https://x", "https://a_b.example.com/", "https://-a.example.com",
     "https://a..example.com", "https://10.0.0.1/x", "https://example.com:port/", "https://:8/x",
     "https://example.com/a b", "https://user@/x", "https://example.com/\N{SNOWMAN}",
     "https://example.com/" + "x" * 2048,
     "a..b@example.com", ".a@example.com", "a.@example.com", "a@example..com", "a@-example.com",
     "a@example", "a@example.1", "<a@example.com>", "a,b@example.com", "a b@example.com",
     "\N{LATIN SMALL LETTER A WITH DIAERESIS}@example.com", "a@b@example.com", "@example.com",
     "x" * 65 + "@example.com", "a@" + "b." * 130 + "com"],
)  # fmt: skip
def test_a_receiver_that_sns_refuses_is_refused(
    staging: dict[str, Any], mistakes: Refuse, endpoint: str
) -> None:
    assert set(mistakes(staging | receiver(endpoint))) == {"alarms.subscriptions.0.endpoint"}


@pytest.mark.parametrize(
    "endpoint",
    ["https://example.com", "https://user:word@hooks.example.com:8443/a?b=c#d",
     "https://EXAMPLE.com/%20", "https://example.com?x=a@b", "https://xn--bcher-kva.example",
     "on-call+eu@mail.example.co.uk", "o'brien@example.com", "x" * 64 + "@example.com"],
)  # fmt: skip
def test_a_receiver_that_sns_takes_is_accepted(
    staging: dict[str, Any], accepted: Accept, endpoint: str
) -> None:
    assert accepted(staging | receiver(endpoint)).alarms.subscriptions[0].endpoint == endpoint


def test_a_receiver_stands_once_whatever_the_order_of_its_keys(
    staging: dict[str, Any], mistakes: Refuse
) -> None:
    first = {"protocol": "email", "endpoint": "on-call@example.com"}
    second = dict(reversed(first.items()))
    found = mistakes(staging | {"alarms": {"subscriptions": [first, second]}})
    assert set(found) == {"alarms.subscriptions.1"}
