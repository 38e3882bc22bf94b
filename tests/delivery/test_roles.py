"""The roles of GitHub's variables, held to the environment's file."""

import pytest
from typer.testing import CliRunner

from config.model import EnvironmentConfig
from delivery.__main__ import app
from delivery.roles import refuse_another_role
from ops.bootstrap.trust import Role
from ops.command import Refusal

ROLE = "arn:aws:iam::111122223333:role/platform-staging-deploy"


def test_the_role_of_the_file_is_accepted_with_its_path(staging_config: EnvironmentConfig) -> None:
    refuse_another_role(staging_config, Role.DEPLOY, ROLE)
    refuse_another_role(staging_config, Role.DEPLOY, ROLE.replace("role/", "role/ci/github/"))


@pytest.mark.parametrize(
    "other",
    [
        ROLE.replace("111122223333", "444455556666"),
        ROLE.replace("staging", "prod"),
        ROLE.replace("arn:aws:", "arn:aws-cn:"),
        f"{ROLE}-2",
        "platform-staging-deploy",
        "",
    ],
)
def test_another_role_is_refused_with_both_values(
    staging_config: EnvironmentConfig, other: str
) -> None:
    with pytest.raises(Refusal) as caught:
        refuse_another_role(staging_config, Role.DEPLOY, other)
    told = str(caught.value)
    assert f"deploy_role in config/environments/staging.yaml: {ROLE}\n" in told
    assert f"AWS_DEPLOY_ROLE of the GitHub environment staging: {other or 'not set'}\n" in told


def test_a_role_that_plans_is_refused_where_the_file_has_none(
    staging_config: EnvironmentConfig,
) -> None:
    with pytest.raises(Refusal, match=r"plan_role .*: not set\n  AWS_PLAN_ROLE .* staging-plan: "):
        refuse_another_role(staging_config, Role.PLAN, ROLE)


def test_the_command_refuses_with_status_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_ENV", "staging")
    assert CliRunner().invoke(app, ["role", "deploy", ROLE]).exit_code == 0
    assert CliRunner().invoke(app, ["role", "deploy", f"{ROLE}-2"]).exit_code == 2
