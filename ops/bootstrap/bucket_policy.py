"""The policy of the state bucket: TLS only; states and reviewed plans for their roles only."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from config.aws.policies import VERSION
from config.model import EnvironmentConfig
from config.state_keys import reviewed_prefix

TLS_ONLY: Final = "DenyInsecureTransport"
READS: Final = "s3:GetObject*"

Statement = dict[str, Any]
Policy = Mapping[str, Any]


def wanted_statements(config: EnvironmentConfig) -> tuple[Statement, ...]:
    """Return the statements that the policy must have.

    They deny, so that no right in an IAM policy makes up for them. They deny what concerns objects
    only: who administers the account can still look at the bucket and put its policy right, and
    bootstrap never locks anyone out for good. An environment's statements name its states alone,
    for several environments may share a bucket.

    What was reviewed is written by the role that plans, whose jobs run main's code, and read by the
    role that deploys: no pull request writes its own review.
    """
    bucket = f"arn:{config.partition}:s3:::{config.state.bucket}"
    states = f"{bucket}/{config.name}/*"
    reviewed = f"{bucket}/{reviewed_prefix(config.name)}*"
    deploys, plans = config.deploy_role, config.plan_role
    readers = [deploys, plans] if plans else [deploys]
    return (
        {
            "Sid": TLS_ONLY,
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket, f"{bucket}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        _only(config, readers, "Readers", "Action", states),
        _only(config, [deploys], "Writers", "NotAction", states),
        _only(config, [deploys], "ReviewReaders", "Action", reviewed),
        _only(config, [plans or deploys], "ReviewWriters", "NotAction", reviewed),
    )


def has_statements(policy: Policy | None, wanted: Sequence[Statement]) -> bool:
    """Tell whether a policy has all of these statements."""
    return all(one in _statements(policy) for one in wanted)


def with_statements(policy: Policy | None, wanted: Sequence[Statement]) -> dict[str, Any]:
    """Return a policy with these statements in place of those of their names; all others stay."""
    replaced = {one["Sid"] for one in wanted}
    others = [one for one in _statements(policy) if one.get("Sid") not in replaced]
    return {"Version": VERSION, **(policy or {}), "Statement": [*others, *wanted]}


def _only(
    config: EnvironmentConfig, roles: Sequence[str], name: str, actions: str, objects: str
) -> Statement:
    """Return the statement that denies objects to all but the sessions of some roles.

    Args:
        config: The environment.
        roles: The names of the roles.
        name: The beginning of the statement's name.
        actions: `Action` for what reads, `NotAction` for all else.
        objects: The ARN of the objects.
    """
    return {
        # An environment's name has no capital letters, so that two never give one identifier.
        "Sid": f"{name}Of{config.name.replace('-', 'X')}",
        "Effect": "Deny",
        "Principal": "*",
        actions: READS,
        "Resource": objects,
        "Condition": _nobody_but(config, roles),
    }


def _nobody_but(config: EnvironmentConfig, roles: Sequence[str]) -> Statement:
    """Return the condition that holds for all but the sessions of some roles.

    The principal of a session is its role's ARN, with the role's path. An account has one role of a
    name, whatever its path, and no name has a slash:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
    """
    arns = (config.location.role_arn(name) for role in roles for name in (role, f"*/{role}"))
    return {"ArnNotLike": {"aws:PrincipalArn": list(arns)}}


def _statements(policy: Policy | None) -> list[Any]:
    statements = (policy or {}).get("Statement", [])
    return [*statements] if isinstance(statements, list) else [statements]
