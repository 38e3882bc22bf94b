"""Whom the roles of the pipelines trust."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from config.model import EnvironmentConfig
from ops.bootstrap.trust import ISSUER, WORKFLOWS, Role, trust_policy
from ops.command import Refusal

WORKFLOW_FILES = Path(__file__).parents[3] / ".github/workflows"


def conditions(config: EnvironmentConfig, role: Role) -> dict[str, Any]:
    """Return the claims that a role demands, by their names."""
    (statement,) = trust_policy(config, "acme/platform", role)["Statement"]
    (operator,) = statement["Condition"]
    assert operator == "StringEquals"
    return {
        key.removeprefix(f"{ISSUER}:"): v for key, v in statement["Condition"][operator].items()
    }


def jobs(workflow: str) -> list[dict[str, Any]]:
    """Return the jobs of a workflow that may ask for an identity."""
    loaded = yaml.safe_load((WORKFLOW_FILES / workflow).read_text())["jobs"].values()
    return [job for job in loaded if "id-token" in job.get("permissions", {})]


def test_planning_is_trusted_to_main_s_workflows_that_plan_in_the_environment_for_plans(
    staging_config: EnvironmentConfig,
) -> None:
    assert conditions(staging_config, Role.PLAN) == {
        "aud": "sts.amazonaws.com",
        "repository": "acme/platform",
        "environment": "staging-plan",
        "ref": "refs/heads/main",
        "job_workflow_ref": [
            "acme/platform/.github/workflows/plan.yml@refs/heads/main",
            "acme/platform/.github/workflows/drift.yml@refs/heads/main",
        ],
    }


def test_deploying_is_trusted_to_main_s_workflows_that_deploy_and_destroy_in_the_environment(
    staging_config: EnvironmentConfig,
) -> None:
    assert conditions(staging_config, Role.DEPLOY) == {
        "aud": "sts.amazonaws.com",
        "repository": "acme/platform",
        "environment": "staging",
        "ref": "refs/heads/main",
        "job_workflow_ref": [
            "acme/platform/.github/workflows/deploy-environment.yml@refs/heads/main",
            "acme/platform/.github/workflows/destroy.yml@refs/heads/main",
        ],
    }


def test_the_issuer_is_the_account_s_own_provider(staging_config: EnvironmentConfig) -> None:
    (statement,) = trust_policy(staging_config, "acme/platform", Role.PLAN)["Statement"]

    assert statement["Principal"] == {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    }


@pytest.mark.parametrize("workflow", [each for role in Role for each in WORKFLOWS[role]])
def test_a_workflow_of_a_role_has_one_job_that_may_ask_for_it(workflow: str) -> None:
    assert len(jobs(workflow)) == 1


@pytest.mark.parametrize("repository", ["acme", "acme/*", "*/platform", "a/b/c", "acme/", ""])
def test_a_name_that_is_no_repository_is_refused(
    repository: str, staging_config: EnvironmentConfig
) -> None:
    with pytest.raises(Refusal, match="<owner>/<name>"):
        trust_policy(staging_config, repository, Role.PLAN)
