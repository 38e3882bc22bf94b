"""The permissions boundary of the applications' roles: the most that any of them can ever do.

Bootstrap makes it, since its maker can change it: the role that deploys makes the roles.
A policy and a boundary must both allow what a role does:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from config.applications.giving import giving_patterns
from config.aws.policies import document_size
from config.location import Location
from config.sections.application_rights import DATABASE_LOGIN, FORBIDDEN, forbidden
from config.sections.state import StateConfig

MOST_CHARACTERS: Final = 6_144
"""Characters, white space aside, that a managed policy may have:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


def applications_boundary_arn(location: Location, qualified_name: str) -> str:
    """Return the ARN of the boundary of an environment's applications.

    Args:
        location: The account and region of the environment.
        qualified_name: Its name with the project's.
    """
    return location.policy_arn(f"{qualified_name}-applications")


def boundary_statements(
    services: Sequence[str], location: Location, state: StateConfig
) -> tuple[dict[str, Any], ...]:
    """Return what the roles of an environment's applications may do at most.

    Args:
        services: The services that applications may use.
        location: The account and region of the environment.
        state: Where Terraform keeps the environment's state and locks.
    """
    # Of any cluster: this one has its id only once it is made, and another after each restore. The
    # role's own policy names it.
    login = {
        "Sid": "DatabaseLogin",
        "Effect": "Allow",
        "Action": DATABASE_LOGIN,
        "Resource": location.arn("rds-db", "dbuser:cluster-*/*"),
    }
    # Not all services tell whose a resource is; with those the ARNs that policies name do.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
    within = {"StringEqualsIfExists": {"aws:ResourceAccount": location.account_id}}
    use = {
        "Sid": "Services",
        "Effect": "Allow",
        "Action": [f"{service}:*" for service in services],
        "Resource": "*",
        "Condition": within,
    }
    # A denial would overrule the login, and whatever is not allowed is not to be had anyway.
    denied = sorted(
        pattern
        for patterns in FORBIDDEN.values()
        for pattern in patterns
        if pattern.partition(":")[0] != DATABASE_LOGIN.partition(":")[0]
    )
    never = {"Sid": "Never", "Effect": "Deny", "Action": denied, "Resource": "*"}
    return (
        *([use] if services else []),
        login,
        never,
        *_giving(services),
        state_denial(location, state),
    )


def _giving(services: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the denial of actions by which an application would let in others."""
    patterns = [each for service in services for each in giving_patterns(service)]
    # With those that `Never` denies, the boundary would have more characters than it may.
    actions = sorted(each for each in patterns if not forbidden(each))
    if actions:
        yield {"Sid": "GiveRights", "Effect": "Deny", "Action": actions, "Resource": "*"}


def state_denial(location: Location, state: StateConfig) -> dict[str, Any]:
    """Return the denial of what Terraform knows: the states hold secrets of all applications."""
    bucket = f"arn:{location.partition}:s3:::{state.bucket}"
    table = location.arn("dynamodb", f"table/{state.lock_table}")
    return {
        "Sid": "State",
        "Effect": "Deny",
        "Action": ["dynamodb:*", "s3:*"],
        "Resource": [bucket, f"{bucket}/*", table, f"{table}/*"],
    }


def boundary_size(services: Sequence[str], location: Location, state: StateConfig) -> int:
    """Return the characters of the boundary as IAM counts them."""
    return document_size(boundary_statements(services, location, state))
