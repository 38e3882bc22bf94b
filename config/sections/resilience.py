"""The part of an environment file that says which risks of an environment are accepted."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from config.sections.fields import RoleName, TagKey, TagValue
from config.sections.section import Section


class FailOn(StrEnum):
    """The least severity of a finding, accepted by nobody, that makes synth end with 3."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEVER = "never"


# `date.fromisoformat` takes other forms of ISO 8601 as well, such as weeks.
_DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        if re.fullmatch(_DAY, value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("day", "is no day of the calendar")


# YAML of this project reads a day as text, so that nothing guesses what a value is.
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "pattern": _DAY}),
]
RuleId = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
Sentence = Annotated[str, Field(min_length=10, max_length=400)]


class AcceptedRisk(Section):
    """One finding, or several of one rule, that an owner accepts until a day."""

    rule: RuleId
    """the id of the rule, such as `single-nat-gateway`: docs/resilience-rules.md lists them"""
    subject: Annotated[str, Field(min_length=1)]
    """whom the finding names as its subject, whole or with `*` for a part, such as `app1/*`"""
    reason: Sentence
    """why the risk is taken: 10 to 400 characters"""
    owner: Annotated[str, Field(min_length=2, max_length=100)]
    """who answers for it: a team or a person, in 2 to 100 characters"""
    expires: Day
    """the last day on which it counts, in quotes or without, such as `2027-06-30`"""


class FaultInjectionConfig(Section):
    """The loss of each zone as templates for AWS Fault Injection Service."""

    role: RoleName | None = None
    """the name of the role that the service takes, in the environment's account, such as
    `fault-injection`; left out, there are no templates"""
    tags: dict[TagKey, TagValue] = Field(default={})
    """the tags by which targets are found, such as `Environment: staging`; synth ends with status 2
    where no resource of a kind carries them. Left out, they are those that all of a kind carry"""


class GameDaysConfig(Section):
    """What a game day must not exceed: `make gameday` ends with status 3 if one does."""

    most_seconds_below_minimum: Annotated[float, Field(ge=0, le=3600)] = 0
    """how long a workload may have fewer ready pods than its disruption budget wants, in seconds:
    0 to 3600; scenarios beyond the target are reported and not judged"""
    fault_injection: FaultInjectionConfig = FaultInjectionConfig()
    """the same loss of a zone for AWS Fault Injection Service: `python -m gameday.fault_injection`
    writes a template a zone once `role` is there, and nothing starts or deploys it"""


class ResilienceConfig(Section):
    """What counts as a failure of the resilience check, and which risks are accepted."""

    fail_on: Annotated[FailOn, Field(strict=False)] = FailOn.HIGH
    """the severity from which a finding that nobody accepts makes synth end with status 3: `high`,
    `medium`, `low` or `never`; the output is written in any case"""
    vcpu_quota: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """the vCPUs of standard on-demand instances that the account may run, as `make preflight`
    prints them: 1 to 100000; left out, nobody compares"""
    accepted: tuple[AcceptedRisk, ...] = Field(default=(), strict=False)
    """the risks that are taken, each with `rule`, `subject`, `reason`, `owner` and `expires`; one
    that is over, or that no finding needs, is a finding itself"""
    game_days: GameDaysConfig = GameDaysConfig()
    """what game days are held to"""
