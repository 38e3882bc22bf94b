"""Whom the roles of the pipelines trust: workflows of main, in one GitHub environment."""

import re
from enum import StrEnum
from typing import Any, Final

from config.model import EnvironmentConfig
from ops.command import Refusal

ISSUER: Final = "token.actions.githubusercontent.com"
BRANCH: Final = "refs/heads/main"
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")


class Role(StrEnum):
    """A role of the pipelines."""

    PLAN = "plan"
    DEPLOY = "deploy"


WORKFLOWS: Final = {
    Role.PLAN: ("plan.yml", "drift.yml"),
    Role.DEPLOY: ("deploy-environment.yml", "destroy.yml"),
}
"""The workflows whose jobs assume each role."""


def github_environment(config: EnvironmentConfig, role: Role) -> str:
    """Return the GitHub environment of the jobs that assume a role."""
    return f"{config.name}-plan" if role is Role.PLAN else config.name


def workflow_refs(repository: str, role: Role) -> list[str]:
    """Return main's own versions of the workflows that assume a role, as GitHub names them."""
    return [f"{repository}/.github/workflows/{each}@{BRANCH}" for each in WORKFLOWS[role]]


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
    if not _REPOSITORY.fullmatch(repository):
        raise Refusal(f"{repository!r} is no repository. Name it as <owner>/<name>.")
    location = config.location
    claims = {
        "aud": "sts.amazonaws.com",
        "repository": repository,
        "environment": github_environment(config, role),
        "ref": BRANCH,
        "job_workflow_ref": workflow_refs(repository, role),
    }
    provider = f"arn:{location.partition}:iam::{location.account_id}:oidc-provider/{ISSUER}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": provider},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {f"{ISSUER}:{claim}": value for claim, value in claims.items()}
                },
            }
        ],
    }
