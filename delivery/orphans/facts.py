"""Asks services what only they know of a resource: since when it is there, whether it counts.

Few of EC2's resources have a date. CloudTrail knows who made them, for 90 days:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from delivery.orphans.asks import ASKS, Ask
from delivery.orphans.kinds import Kind

CLOUDTRAIL_DAYS: Final = 90
UNKNOWN: Final = "age not known"
_MAKING: Final = ("Allocate", "Authorize", "Create", "Put", "Request", "Run")
"""How the names of the actions that make something begin."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts that a service tells of a resource.

    Attributes:
        made: Since when it is there; None where the service keeps no date.
        name: What the stacks call it; empty where its tags or its ARN say so.
        gone: Whether it is deleted already, and only still listed.
        part: Whether it belongs to an instance, with which it goes.
        type: Terraform's type, where the ARN leaves two.
    """

    made: datetime | None = None
    name: str = ""
    gone: bool = False
    part: bool = False
    type: str = ""


_GONE: Final = {"deleted", "deleting", "pendingdeletion", "shutting-down", "terminated"}
"""States, in lower-case letters, of what is about to be gone, or only still listed."""


def facts_of(kind: Kind, session: boto3.Session) -> Facts:
    """Return what its service tells of a resource; it is gone where the service does not know it.

    Raises:
        BotoCoreError, ClientError: AWS does not answer, or refuses.
    """
    ask = ASKS.get(kind.type)
    if ask is None:
        return Facts()
    client: Any = session.client(ask.service)  # type: ignore[call-overload]
    several = ask.argument.endswith("s")
    asked = {ask.argument: [kind.identifier] if several else kind.identifier}
    try:
        answer = getattr(client, ask.operation)(**asked)[ask.key]
    except ClientError as error:
        # A list of tags keeps what is gone for a while. IAM has another word than most.
        code = error.response["Error"]["Code"]
        if "NotFound" in code or code.startswith("NoSuch"):
            return Facts(gone=True)
        raise
    listed = answer if isinstance(answer, list) else [answer]
    return _facts(ask, listed[0]) if listed else Facts(gone=True)


def _facts(ask: Ask, item: Mapping[str, Any]) -> Facts:
    made = item.get(ask.date)
    return Facts(
        # CloudWatch Logs counts milliseconds.
        made=datetime.fromtimestamp(made / 1000, UTC) if isinstance(made, int) else made,
        name=str(item.get(ask.name, "")).rstrip("."),
        gone=str(item.get(ask.state, "")).lower() in _GONE,
        part=bool(item.get(ask.user)),
        type=_type(item),
    )


def _type(item: Mapping[str, Any]) -> str:
    """Return Terraform's type where an ARN leaves two."""
    if "IsEgress" in item:
        return f"aws_vpc_security_group_{'egress' if item['IsEgress'] else 'ingress'}_rule"
    return "aws_default_security_group" if item.get("GroupName") == "default" else ""


class Trail:
    """Says when something was made, by CloudTrail; asks no more once it does not answer."""

    def __init__(self, session: boto3.Session) -> None:
        self._client: Any = session.client("cloudtrail")
        self._answers = True

    def made(self, identifier: str, now: datetime) -> tuple[datetime | None, str]:
        """Return when something was made, or None and why nobody knows.

        Args:
            identifier: Its id.
            now: The time by which 90 days are counted.
        """
        if not self._answers:
            return None, UNKNOWN
        asked = {"AttributeKey": "ResourceName", "AttributeValue": identifier}
        try:
            pages = self._client.get_paginator("lookup_events").paginate(
                LookupAttributes=[asked], StartTime=now - timedelta(days=CLOUDTRAIL_DAYS)
            )
            events = [event for page in pages for event in page["Events"]]
        except (BotoCoreError, ClientError):
            self._answers = False
            return self.made(identifier, now)
        times = [e["EventTime"] for e in events if e["EventName"].startswith(_MAKING)]
        return (min(times), "") if times else (None, f"more than {CLOUDTRAIL_DAYS} d old")
