"""The policy of an application's role: what it asks for, and the login to its database."""

from collections.abc import Iterator
from typing import Any, Final

from config.applications.application import Application
from config.aws.policies import document_size
from config.errors import Mistake
from config.location import Location
from config.sections.application_rights import DATABASE_LOGIN

MOST_CHARACTERS: Final = 10_240
"""Characters, white space aside, that the inline policies of a role may have together:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

LONGEST_RESOURCE_ID: Final = "cluster-" + 26 * "X"


def policy_statements(
    application: Application, location: Location, cluster_resource_id: str
) -> tuple[dict[str, Any], ...]:
    """Return what the application's folder asks for, and the login to its database.

    Args:
        application: The application.
        location: The account and region of the database.
        cluster_resource_id: The database cluster's id in policies.
    """
    asked = tuple(
        {
            "Effect": "Allow",
            "Action": list(statement.actions),
            "Resource": list(statement.resources),
        }
        for statement in application.statements
    )
    if not application.database:
        return asked
    login = application.database.login
    resource = location.arn("rds-db", f"dbuser:{cluster_resource_id}/{login}")
    return (*asked, {"Effect": "Allow", "Action": DATABASE_LOGIN, "Resource": resource})


def policy_size(application: Application, location: Location) -> int:
    """Return the characters of an application's policy as IAM counts them."""
    return document_size(policy_statements(application, location, LONGEST_RESOURCE_ID))


def oversized_policies(application: Application, location: Location) -> Iterator[Mistake]:
    """Yield a mistake if IAM would refuse the application's policy for its size."""
    size = policy_size(application, location)
    if size > MOST_CHARACTERS:
        yield application.platform_file.mistake(
            ("iam",),
            f"makes a policy of {size} characters",
            allowed=f"up to {MOST_CHARACTERS} characters, white space aside",
            remedy="name fewer resources, with wildcards, or actions such as `s3:Get*`",
        )
