"""Whom the roles of the pipelines trust: one workflow of main, in one GitHub environment."""

import re
from enum import StrEnum
from typing import Any, Final

from config.model import EnvironmentConfig
from ops.command import Refusal

ISSUER: Final = "token.actions.githubusercontent.com"
AUDIENCE: Final = "sts.amazonaws.com"
BRANCH: Final = "refs/heads/main"
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")


class Role(StrEnum):
    """A role of the pipelines."""

    PLAN = "plan"
    DEPLOY = "deploy"


WORKFLOWS: Final = {Role.PLAN: "plan.yml", Role.DEPLOY: "deploy-environment.yml"}
"""The workflow whose jobs assume each role."""


def github_environment(config: EnvironmentConfig, role: Role) -> str:
    """Return the GitHub environment of the jobs that assume a role."""
    return f"{config.name}-plan" if role is Role.PLAN else config.name


def workflow_ref(repository: str, role: Role) -> str:
    """Return main's own version of the workflow that assumes a role, as GitHub names it."""
    return f"{repository}/.github/workflows/{WORKFLOWS[role]}@{BRANCH}"


def refuse_unless_repository(name: str) -> None:
    """Refuse what is no name of a repository.

    Raises:
        Refusal: It is none.
    """
    if not _REPOSITORY.fullmatch(name):
        raise Refusal(f"{name!r} is no repository. Name it as <owner>/<name>.")


def provider_arn(config: EnvironmentConfig) -> str:
    """Return the ARN of GitHub's OIDC provider in the account."""
    return f"arn:{config.partition}:iam::{config.account_id}:oidc-provider/{ISSUER}"


def trust_policy(config: EnvironmentConfig, repository: str, role: Role) -> dict[str, Any]:
    """Return the trust policy of a role.

    The subject is left out: in repositories made since July 2026 it holds numbers that only GitHub
    knows. The claims that it is made of stand apart instead, and AWS refuses where it does not know
    one of these keys:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html

    Args:
        config: The environment.
        repository: The repository on GitHub, `<owner>/<name>`.
        role: The role.

    Raises:
        Refusal: The repository is not named so.
    """
    refuse_unless_repository(repository)
    claims = {
        "aud": AUDIENCE,
        "repository": repository,
        "environment": github_environment(config, role),
        "ref": BRANCH,
        "job_workflow_ref": workflow_ref(repository, role),
    }
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": provider_arn(config)},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {f"{ISSUER}:{claim}": value for claim, value in claims.items()}
                },
            }
        ],
    }
