"""The part of an environment file that says who is told of alarms."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from config.sections.section import Section


class AlarmProtocol(StrEnum):
    """The ways by which SNS reaches people and their tools."""

    EMAIL = "email"
    HTTPS = "https"


class AlarmSubscription(Section):
    """One receiver of alarms and database events."""

    protocol: Annotated[AlarmProtocol, Field(strict=False)]
    """`email`, or `https` for the webhook of a tool that confirms SNS subscriptions by itself"""
    endpoint: Annotated[str, Field(pattern=r"^([^\s@:/]+@[^\s@:/]+\.[^\s@:/]+|https://\S+)$")]
    """the mail address, or the URL beginning with https://"""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.endpoint.startswith("https://") != (self.protocol is AlarmProtocol.HTTPS):
            raise PydanticCustomError("endpoint", "has a protocol that its endpoint does not speak")
        return self


class AlarmsConfig(Section):
    """Who is told when an alarm goes off."""

    subscriptions: tuple[AlarmSubscription, ...] = Field(default=(), strict=False)
    """the receivers of alarms and database events, each once; SNS asks a mail address to confirm"""
