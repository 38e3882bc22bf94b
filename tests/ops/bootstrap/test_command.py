"""The command as a whole."""

import json

import boto3
import pytest
import typer
from moto import mock_aws
from typer.testing import CliRunner, Result

from config.applications.boundary import applications_boundary_arn
from config.model import EnvironmentConfig
from ops.bootstrap.__main__ import bootstrap, main
from ops.bootstrap.pipelines import printed
from ops.command import Failure


def run(*options: str) -> Result:
    app = typer.Typer()
    app.command()(main)
    return CliRunner().invoke(app, options)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_ENV", "staging")


def everything(session: boto3.Session) -> tuple[list[str], list[str]]:
    buckets = [one["Name"] for one in session.client("s3").list_buckets()["Buckets"]]
    return buckets, session.client("dynamodb").list_tables()["TableNames"]


def test_a_first_run_creates_the_bucket_and_the_table(
    session: boto3.Session, staging_config: EnvironmentConfig
) -> None:
    result = run()
    state = staging_config.state
    assert result.exit_code == 0
    assert f"S3 bucket {state.bucket}: created\n" in result.stdout
    assert f"DynamoDB table {state.lock_table}: created\n" in result.stdout
    assert everything(session) == ([state.bucket], [state.lock_table])


def test_the_boundary_of_applications_is_made_without_a_repository_as_well(
    session: boto3.Session, staging_config: EnvironmentConfig
) -> None:
    run()
    (policy,) = session.client("iam").list_policies(Scope="Local")["Policies"]
    arn = applications_boundary_arn(staging_config.location, staging_config.qualified_name)
    assert policy["Arn"] == arn


def test_a_second_run_changes_nothing() -> None:
    run()
    told = run().stdout.splitlines()
    properties = [line for line in told if line.startswith("  ")]
    assert len(properties) == 11
    assert all(line.endswith(": as it should be") for line in properties)


def test_a_table_is_protected_from_its_first_moment() -> None:
    assert "  protected from deletion: as it should be\n" in run().stdout


def test_a_wrong_account_is_refused(
    session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "999988887777")
    result = run()
    assert result.exit_code == 2
    assert "credentials are of the account 999988887777" in result.stderr
    assert everything(session) == ([], [])


def test_missing_credentials_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with mock_aws(config={"core": {"mock_credentials": False}}):
        result = run()
    assert result.exit_code == 2
    assert "Needed are credentials of the account 111122223333" in result.stderr


def test_an_unknown_profile_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    result = run()
    assert result.exit_code == 2
    assert "nobody" in result.stderr


def test_a_refused_table_leaves_no_bucket_behind(
    session: boto3.Session, staging_config: EnvironmentConfig
) -> None:
    session.client("dynamodb").create_table(
        TableName=staging_config.state.lock_table,
        KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    result = run()
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert everything(session)[0] == []


def test_an_unknown_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_ENV", "moon")
    result = run()
    assert result.exit_code == 2
    assert "names no environment" in result.stderr


def test_a_failure_of_aws_half_way_is_told_without_a_traceback(
    staging_config: EnvironmentConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    # S3 itself refuses a bucket name that its API, unlike ours, does not allow.
    state = staging_config.state.model_copy(update={"bucket": "x"})
    monkeypatch.setattr("ops.bootstrap.bucket.StateBucket.exists", lambda _: False)
    with pytest.raises(Failure, match="AWS failed half-way"):
        list(bootstrap(staging_config.model_copy(update={"state": state})))


def test_without_a_repository_roles_are_left_alone_and_that_is_said() -> None:
    assert "no repository is named" in run().stdout.splitlines()[-1]


def test_what_the_pipelines_need_is_printed_without_asking_anybody(
    roles_config: EnvironmentConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.bootstrap.__main__.load_environment", lambda _: roles_config)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    wanted = printed(roles_config, "acme/platform")
    assert json.loads(run("--print", "--repository", "acme/platform").stdout) == wanted
    assert run("--print").exit_code == 2


def test_a_dry_run_creates_nothing(session: boto3.Session) -> None:
    result = run("--dry-run")
    assert (result.exit_code, result.stdout.count(": would be created")) == (0, 3)
    assert everything(session) == ([], [])
