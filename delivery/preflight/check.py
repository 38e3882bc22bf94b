"""One thing that a deployment needs, and what the account said of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from botocore.exceptions import BotoCoreError, ClientError


class Verdict(StrEnum):
    """The meaning of an answer for the deployment."""

    GOOD = "good"
    MISSING = "missing"
    UNKNOWN = "not known"


@dataclass(frozen=True, kw_only=True)
class Check:
    """A need, and the answer.

    Attributes:
        subject: The thing that was asked for.
        need: The amount or the state that the environment needs.
        value: The amount or the state that the account has.
        verdict: Whether the need is met.
        remedy: The way to meet it, or more about why it is not known; empty where it is met.
    """

    subject: str
    need: str
    value: str
    verdict: Verdict
    remedy: str = ""


def judged(subject: str, need: str, value: str, *, good: bool, remedy: str) -> Check:
    """Return the check of a need for which there is an answer."""
    verdict = Verdict.GOOD if good else Verdict.MISSING
    return Check(
        subject=subject,
        need=need,
        value=value,
        verdict=verdict,
        remedy="" if good else remedy,
    )


def unknown(subject: str, need: str, reason: str, remedy: str = "") -> Check:
    """Return the check of a need for which there is no answer."""
    return Check(subject=subject, need=need, value=reason, verdict=Verdict.UNKNOWN, remedy=remedy)


def asked(subject: str, need: str, ask: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """Yield what an API says; one check that is not known where it says nothing.

    Args:
        subject: The thing that is asked for, for the check that is not known.
        need: The need, likewise.
        ask: Asks, and yields the checks.
    """
    try:
        yield from list(ask())
    except ClientError as error:
        said = error.response["Error"]
        # The message of a missing right names the right.
        yield unknown(subject, need, f"AWS answers {said['Code']}", said.get("Message", ""))
    except BotoCoreError as error:
        yield unknown(subject, need, "AWS does not answer", str(error))
