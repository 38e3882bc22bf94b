"""What bootstrap makes for the pipelines, in an account in this process."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from config.model import EnvironmentConfig
from ops.bootstrap.__main__ import bootstrap, settled
from ops.bootstrap.managed_policy import MOST_VERSIONS
from ops.bootstrap.pipelines import pipelines, printed
from ops.bootstrap.policies import boundary, boundary_arn
from ops.bootstrap.trust import AUDIENCE, ISSUER, Role, provider_arn, trust_policy
from ops.command import Refusal

REPOSITORY = "acme/platform"
PLAN, DEPLOY = "platform-staging-plan", "platform-staging-deploy"
BOUNDARY_OF_QA = "arn:aws:iam::111122223333:policy/platform-qa-boundary"
Run = Callable[..., list[str]]
Iam = Any
Json = Any
TRUST = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}},
}
OTHER = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}


@pytest.fixture
def iam(session: boto3.Session) -> Iam:
    return session.client("iam")


@pytest.fixture
def run(iam: Iam) -> Run:
    """Return a function that makes what the pipelines need, and returns what it told."""

    def made(config: EnvironmentConfig, *, dry_run: bool = False) -> list[str]:
        return list(settled(list(pipelines(iam, config, REPOSITORY)), dry_run=dry_run))

    return made


def deviating(lines: list[str]) -> list[str]:
    """Return the lines that tell of a change."""
    return [line for line in lines if not line.endswith((": exists", ": as it should be"))]


def trust(iam: Iam, role: str) -> Json:
    return iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]


def document(iam: Iam, arn: str) -> Json:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]


def attached(iam: Iam, role: str) -> list[str]:
    policies = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    return sorted(policy["PolicyArn"] for policy in policies)


def test_what_is_made_is_what_is_printed(
    iam: Iam, run: Run, roles_config: EnvironmentConfig
) -> None:
    run(roles_config)
    wanted = printed(roles_config, REPOSITORY)
    (provider,) = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert provider["Arn"] == provider_arn(roles_config)
    assert {arn: document(iam, arn) for arn in wanted["policies"]} == wanted["policies"]
    roles = {name: (trust(iam, name), attached(iam, name)) for name in wanted["roles"]}
    assert roles == {
        name: (role["trust"], sorted(role["policies"])) for name, role in wanted["roles"].items()
    }
    assert set(roles) == {PLAN, DEPLOY}
    rights = [boundary_arn(roles_config).replace("boundary", each) for each in ("read", "review")]
    assert roles[PLAN][1] == rights
    sessions = {
        name: iam.get_role(RoleName=name)["Role"]["MaxSessionDuration"] for name in wanted["roles"]
    }
    assert sessions == {
        name: role["max_session_duration"] for name, role in wanted["roles"].items()
    }


def test_each_role_trusts_its_own_workflow(roles_config: EnvironmentConfig) -> None:
    roles = printed(roles_config, REPOSITORY)["roles"]
    assert roles[PLAN]["trust"] == trust_policy(roles_config, REPOSITORY, Role.PLAN)
    assert roles[DEPLOY]["trust"] == trust_policy(roles_config, REPOSITORY, Role.DEPLOY)


def test_a_second_run_changes_nothing(run: Run, roles_config: EnvironmentConfig) -> None:
    run(roles_config)
    assert deviating(run(roles_config)) == []


def test_a_dry_run_tells_and_changes_nothing(
    iam: Iam, run: Run, roles_config: EnvironmentConfig
) -> None:
    told = run(roles_config, dry_run=True)
    assert f"IAM role {DEPLOY}: would be created" in told
    assert iam.list_roles()["Roles"] == []
    run(roles_config)
    iam.update_assume_role_policy(RoleName=PLAN, PolicyDocument=json.dumps(TRUST))
    (line,) = deviating(run(roles_config, dry_run=True))
    assert ": would be put right, it was {" in line
    assert trust(iam, PLAN) == TRUST


def test_what_was_changed_by_hand_is_put_right(
    iam: Iam, run: Run, roles_config: EnvironmentConfig
) -> None:
    run(roles_config)
    arn = boundary_arn(roles_config)
    theirs = boundary(roles_config)
    theirs["Statement"].pop()
    changed = json.dumps(theirs)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=changed, SetAsDefault=True)
    iam.update_assume_role_policy(RoleName=DEPLOY, PolicyDocument=json.dumps(TRUST))
    iam.detach_role_policy(RoleName=PLAN, PolicyArn=arn.replace("boundary", "read"))
    policy, *rest = deviating(run(roles_config))
    assert policy == "  its statements: put right, it was other in State"
    assert len(rest) == 2
    assert document(iam, arn) == boundary(roles_config)
    assert deviating(run(roles_config)) == []


def test_a_policy_that_has_all_its_versions_loses_the_oldest(
    iam: Iam,
    run: Run,
    roles_config: EnvironmentConfig,
) -> None:
    run(roles_config)
    arn = boundary_arn(roles_config)
    for _ in range(MOST_VERSIONS - 1):
        iam.create_policy_version(
            PolicyArn=arn, PolicyDocument=json.dumps(OTHER), SetAsDefault=True
        )
    run(roles_config)
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    assert sorted(each["VersionId"] for each in versions) == ["v2", "v3", "v4", "v5", "v6"]
    assert document(iam, arn) == boundary(roles_config)


def test_policies_that_the_owner_has_added_stay(
    iam: Iam, run: Run, roles_config: EnvironmentConfig
) -> None:
    run(roles_config)
    text = json.dumps(OTHER)
    theirs = iam.create_policy(PolicyName="theirs", PolicyDocument=text)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=PLAN, PolicyArn=theirs)
    run(roles_config)
    assert theirs in attached(iam, PLAN)


def test_a_role_that_somebody_else_has_made_is_left_alone_and_nothing_is_made(
    iam: Iam,
    session: boto3.Session,
    roles_config: EnvironmentConfig,
) -> None:
    iam.create_role(RoleName=DEPLOY, AssumeRolePolicyDocument=json.dumps(TRUST))
    with pytest.raises(Refusal, match=f"The IAM role {DEPLOY} exists, and bootstrap has not"):
        list(bootstrap(roles_config, REPOSITORY))
    assert trust(iam, DEPLOY) == TRUST
    assert session.client("s3").list_buckets()["Buckets"] == []


def test_a_role_of_another_environment_is_left_alone(
    iam: Iam, run: Run, roles_config: EnvironmentConfig
) -> None:
    run(roles_config)
    wanted = trust(iam, DEPLOY)
    qa = bounded_by(roles_config.model_copy(update={"name": "qa"}), BOUNDARY_OF_QA)
    with pytest.raises(Refusal, match="bootstrap has not made it for platform-qa: it lacks"):
        run(qa)
    assert trust(iam, DEPLOY) == wanted


def test_a_policy_that_somebody_else_has_made_is_left_alone(
    iam: Iam,
    run: Run,
    roles_config: EnvironmentConfig,
) -> None:
    name = boundary_arn(roles_config).rpartition("/")[2]
    iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(OTHER))
    with pytest.raises(Refusal, match=f"The IAM policy {name} exists"):
        run(roles_config)


def test_the_provider_of_another_project_learns_our_audience(
    iam: Iam,
    run: Run,
    roles_config: EnvironmentConfig,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    iam.create_open_id_connect_provider(
        Url=f"https://{ISSUER}", ThumbprintList=["a" * 40], ClientIDList=["theirs"]
    )
    added: list[dict[str, str]] = []
    # moto 5.2.5 lacks the action.
    action = "add_client_id_to_open_id_connect_provider"
    monkeypatch.setattr(iam, action, lambda **given: added.append(given))
    told = run(roles_config)
    arn = provider_arn(roles_config)
    assert added == [{"OpenIDConnectProviderArn": arn, "ClientID": AUDIENCE}]
    assert f"  issues for {AUDIENCE}: put right, it was ['theirs']" in told


def test_without_a_boundary_no_role_is_made(
    iam: Iam, run: Run, staging_config: EnvironmentConfig
) -> None:
    with pytest.raises(Refusal) as caught:
        run(staging_config)
    assert str(caught.value).endswith(f"permissions_boundary: {boundary_arn(staging_config)}")
    assert iam.list_roles()["Roles"] == []


def bounded_by(config: EnvironmentConfig, arn: str) -> EnvironmentConfig:
    iam = config.iam.model_copy(update={"permissions_boundary": arn})
    return config.model_copy(update={"iam": iam})


def test_a_boundary_of_the_owner_s_is_theirs(
    iam: Iam, run: Run, roles_config: EnvironmentConfig
) -> None:
    text = json.dumps(OTHER)
    theirs = iam.create_policy(PolicyName="theirs", PolicyDocument=text)["Policy"]["Arn"]
    told = run(bounded_by(roles_config, theirs))
    assert document(iam, theirs) == OTHER
    assert not any("boundary" in line for line in told)


def test_a_boundary_that_is_not_there_is_refused(run: Run, roles_config: EnvironmentConfig) -> None:
    with pytest.raises(Refusal, match=r"policy/typo .* is not in the account"):
        run(bounded_by(roles_config, "arn:aws:iam::111122223333:policy/typo"))


def test_without_a_role_that_plans_there_is_one_role(
    iam: Iam,
    run: Run,
    roles_config: EnvironmentConfig,
) -> None:
    alone = roles_config.model_copy(update={"plan_role": None})
    run(alone)
    assert [role["RoleName"] for role in iam.list_roles()["Roles"]] == [DEPLOY]
    assert "plan_role is not set" in list(bootstrap(alone, REPOSITORY, dry_run=True))[-1]
