"""Whom the roles of the pipelines trust: workflows of main, in one GitHub environment."""

import re
from enum import StrEnum
from typing import Any, Final

from config.aws.policies import VERSION
from config.model import EnvironmentConfig
from ops.command import Refusal

ISSUER: Final = "token.actions.githubusercontent.com"
AUDIENCE: Final = "sts.amazonaws.com"
BRANCH: Final = "refs/heads/main"
SESSION_SECONDS: Final = 18_000
"""How long the credentials of a deploy last: five hours, of the twelve that IAM allows. A role
gives them by a maximum session duration of as much, which is an hour unless it is set:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html.

The longest deploy is an upgrade of the cluster, if each step takes as long as Terraform's provider
waits for it: 60 minutes for the control plane, 60 for the version of its nodes and 60 for their
configuration, and 15 for each of the releases that come one after another. A first deployment waits
75 for the certificate, while the domain is delegated:
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs, section Timeouts of
`aws_eks_cluster`, `aws_eks_node_group` and `aws_acm_certificate_validation`."""
HOUR: Final = 3_600
"""The maximum session duration of a role for which none is set, in seconds."""
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
SESSIONS: Final = {Role.PLAN: HOUR, Role.DEPLOY: SESSION_SECONDS}
"""How long the credentials of each role last, in seconds."""


def github_environment(config: EnvironmentConfig, role: Role) -> str:
    """Return the GitHub environment of the jobs that assume a role."""
    return f"{config.name}-plan" if role is Role.PLAN else config.name


def workflow_refs(repository: str, role: Role) -> list[str]:
    """Return main's own versions of the workflows that assume a role, as GitHub names them."""
    return [f"{repository}/.github/workflows/{each}@{BRANCH}" for each in WORKFLOWS[role]]


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
        "job_workflow_ref": workflow_refs(repository, role),
    }
    return {
        "Version": VERSION,
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
