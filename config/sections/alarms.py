"""The part of an environment file that says who is told of alarms."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from config.sections.section import Section

# A dot-atom, and a host that others on the internet can resolve:
# https://datatracker.ietf.org/doc/html/rfc5321#section-4.1.2, lengths from section 4.5.3.1.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"({_LABEL}\.)+[A-Za-z]([A-Za-z0-9-]{{0,61}}[A-Za-z0-9])"
_MAIL = rf"{_ATOM}(\.{_ATOM})*@{_HOST}"
# SNS takes a name and a password for basic authentication, and no private endpoints:
# https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html
_URL = rf"https://([^\s/?#@]+@)?{_HOST}(:[0-9]{{1,5}})?([/?#][!-~]*)?"
_LONGEST_LOCAL_PART: Final = 64
_LONGEST_MAIL: Final = 254


def _lengths(endpoint: str) -> str:
    local, at, _ = endpoint.rpartition("@")
    is_mail = at and not endpoint.startswith("https://")
    if is_mail and (len(endpoint) > _LONGEST_MAIL or len(local) > _LONGEST_LOCAL_PART):
        raise PydanticCustomError("mail", "is longer than a mail address can be")
    return endpoint


Endpoint = Annotated[
    str, Field(pattern=f"^({_MAIL}|{_URL})$", max_length=2048), AfterValidator(_lengths)
]


class AlarmProtocol(StrEnum):
    """The ways by which SNS reaches people and their tools."""

    EMAIL = "email"
    HTTPS = "https"


class AlarmSubscription(Section):
    """One receiver of alarms and database events."""

    protocol: Annotated[AlarmProtocol, Field(strict=False)]
    """`email`, or `https` for the webhook of a tool that confirms SNS subscriptions by itself"""
    endpoint: Endpoint
    """the mail address, such as `on-call@example.com`, or the URL beginning with https:// and a
    public host, such as `https://example.com/hook`"""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.endpoint.startswith("https://") != (self.protocol is AlarmProtocol.HTTPS):
            raise PydanticCustomError("endpoint", "has a protocol that its endpoint does not speak")
        return self


class AlarmsConfig(Section):
    """Who is told when an alarm goes off."""

    subscriptions: tuple[AlarmSubscription, ...] = Field(default=(), strict=False)
    """the receivers of alarms and database events, each once; SNS asks a mail address to confirm"""
