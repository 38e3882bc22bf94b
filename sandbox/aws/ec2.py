"""What moto 5.2.5 leaves out of the descriptions of security groups and of their rules.

It shows the description of a rule only where that names addresses, and no other group:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html. And it takes
every character, while EC2 refuses an apostrophe:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRuleDescription.html
"""

import re
from typing import Any, Final

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupRule

DESCRIPTION: Final = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}")
"""What EC2 takes as the name of a security group, and as a description."""
_REFUSAL: Final = (
    "Invalid {} description. Valid descriptions are strings less than 256 characters from the"
    " following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{{}}!$*"
)

_make_group: Final = SecurityGroup.__init__
_make_rule: Final = SecurityGroupRule.__init__


def extend() -> None:
    """Make moto show the description of every rule, and refuse what EC2 refuses."""
    # The serializer reads this property, and moto offers no hook.
    SecurityGroupRule.description = property(_description)  # type: ignore[assignment, method-assign]
    SecurityGroup.__init__ = _checked_group  # type: ignore[assignment, method-assign]
    SecurityGroupRule.__init__ = _checked_rule  # type: ignore[assignment, method-assign]


def _description(rule: SecurityGroupRule) -> str | None:
    described: str | None = (rule.source_group or rule.ip_range).get("Description")
    return described


def _checked_group(group: SecurityGroup, *given: Any, **named: Any) -> None:  # noqa: ANN401
    _make_group(group, *given, **named)
    _refuse_unless_taken("security group", group.description)


def _checked_rule(rule: SecurityGroupRule, *given: Any, **named: Any) -> None:  # noqa: ANN401
    _make_rule(rule, *given, **named)
    _refuse_unless_taken("rule", _description(rule))


def _refuse_unless_taken(what: str, description: str | None) -> None:
    if not DESCRIPTION.fullmatch(description or ""):
        raise EC2ClientError("InvalidParameterValue", _REFUSAL.format(what))
