"""The description of a security group's rule that refers to another group.

moto 5.2.5 keeps it and shows only that of a rule with addresses:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
"""

from moto.ec2.models.security_groups import SecurityGroupRule


def extend() -> None:
    """Make moto show the description of every rule."""
    # The serializer reads this property, and moto offers no hook.
    SecurityGroupRule.description = property(_description)  # type: ignore[assignment, method-assign]


def _description(rule: SecurityGroupRule) -> str | None:
    described: str | None = (rule.source_group or rule.ip_range).get("Description")
    return described
