"""`python -m delivery setup-github`, and what it sets."""

from typing import Any

import pytest
from typer.testing import CliRunner

from delivery.__main__ import app
from delivery.setup import gh
from delivery.setup.command import set_up
from ops.command import Refusal
from tests.delivery.setup.conftest import FakeRepository

AT = "repos/acme/platform"
PROD = f"{AT}/environments/prod"
TEAM = ["acme/platform"]


def run(*approvers: str, applied: bool = True) -> list[str]:
    return list(set_up("acme/platform", approvers, applied=applied))


def changed(lines: list[str]) -> list[str]:
    return [line for line in lines if "put right" in line]


def variables(fake: FakeRepository) -> dict[str, str]:
    return {
        path.removeprefix(f"{AT}/"): each["value"]
        for path, each in fake.found.items()
        if "/variables/" in path
    }


def reviewers(fake: FakeRepository, environment: str) -> list[Any]:
    rules = fake.found[f"{AT}/environments/{environment}"]["protection_rules"]
    return [each for rule in rules for each in rule.get("reviewers", [])]


def test_every_environment_gets_its_roles_and_its_region(fake: FakeRepository) -> None:
    run(*TEAM)
    assert variables(fake) == {
        "environments/lab-plan/variables/AWS_PLAN_ROLE": (
            "arn:aws-us-gov:iam::210987654321:role/planner"
        ),
        "environments/lab-plan/variables/AWS_REGION": "us-gov-west-1",
        "environments/lab/variables/AWS_DEPLOY_ROLE": (
            "arn:aws-us-gov:iam::210987654321:role/deployer"
        ),
        "environments/lab/variables/AWS_REGION": "us-gov-west-1",
        "environments/prod/variables/AWS_DEPLOY_ROLE": (
            "arn:aws:iam::444455556666:role/platform-prod-deploy"
        ),
        "environments/prod/variables/AWS_REGION": "eu-west-1",
        "environments/staging/variables/AWS_DEPLOY_ROLE": (
            "arn:aws:iam::111122223333:role/platform-staging-deploy"
        ),
        "environments/staging/variables/AWS_REGION": "eu-west-1",
        "actions/variables/AWS_REGION": "us-gov-west-1",
    }


def test_a_second_run_changes_nothing(fake: FakeRepository) -> None:
    run(*TEAM)
    fake.written.clear()
    assert changed(run(*TEAM)) == []
    assert changed(run(applied=False)) == []
    assert fake.written == []


def test_without_apply_it_tells_and_changes_nothing(fake: FakeRepository) -> None:
    told = run(applied=False)
    region = "variable AWS_REGION of the environment prod: eu-west-1"
    assert f"{region}: to be put right, it was not set" in told
    assert len(changed(told)) == 18
    assert fake.written == []


def test_environments_are_for_main_only(fake: FakeRepository) -> None:
    run(*TEAM)
    policies = f"{PROD}/deployment-branch-policies"
    fake.found[f"{policies}/99"] = {"id": 99, "name": "*"}
    (line,) = changed(run(*TEAM))
    assert line == "branches of the environment prod: main only: put right, it was main, *"
    (left,) = fake.read(policies)["branch_policies"]
    assert left["name"] == "main"


def test_what_opens_the_pipelines_is_set_last(fake: FakeRepository) -> None:
    run(*TEAM)
    assert fake.written[-1] == ("POST", f"{AT}/actions/variables")


def test_production_is_approved_by_those_who_are_named(fake: FakeRepository) -> None:
    run(*TEAM, "someone")
    assert reviewers(fake, "prod") == [
        {"type": "Team", "reviewer": {"id": 7}},
        {"type": "User", "reviewer": {"id": 8}},
    ]
    assert reviewers(fake, "staging") == []


def test_who_approves_already_is_kept_with_all_other_rules(fake: FakeRepository) -> None:
    asked = {"prevent_self_review": True, "reviewers": [{"type": "User", "reviewer": {"id": 9}}]}
    rules = [
        {"type": "wait_timer", "wait_timer": 30},
        {"type": "required_reviewers", **asked},
    ]
    fake.found[PROD] = {"deployment_branch_policy": None, "protection_rules": rules}
    run(*TEAM)
    kept = {rule["type"]: rule for rule in fake.found[PROD]["protection_rules"]}
    assert kept["wait_timer"]["wait_timer"] == 30
    assert kept["required_reviewers"] == {"type": "required_reviewers", **asked}


@pytest.mark.parametrize(
    ("approvers", "told"),
    [([], "Nobody approves deploys of prod"), (["acme/nobody"], "GitHub knows no acme/nobody")],
)
def test_production_that_nobody_approves_is_refused_before_anything_is_set(
    fake: FakeRepository, approvers: list[str], told: str
) -> None:
    with pytest.raises(Refusal, match=told):
        run(*approvers)
    assert fake.written == []


def test_a_ruleset_that_somebody_may_bypass_is_put_right(fake: FakeRepository) -> None:
    run(*TEAM)
    (path,) = [each for each in fake.found if "/rulesets/" in each]
    fake.found[path]["bypass_actors"] = [{"actor_id": 1}]
    assert len(changed(run())) == 1
    assert fake.found[path]["bypass_actors"] == []


def test_without_gh_it_prints_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gh, "unusable", lambda: "gh is not installed")
    told = run(applied=False)
    assert told[0] == "Whether it is so is not known: gh is not installed"
    assert "variable AWS_REGION of the environment prod: eu-west-1" in told
    assert "No plans of prod: plan_role is not set in its file" in told
    with pytest.raises(Refusal, match=r"Nothing is set: gh is not installed\."):
        run()


@pytest.mark.usefixtures("fake")
def test_the_command_prints_it() -> None:
    done = CliRunner().invoke(app, ["setup-github", "acme/platform", "--reviewer", "someone"])
    assert (done.exit_code, done.stdout.count("to be put right")) == (0, 18)
    assert CliRunner().invoke(app, ["setup-github", "acme"]).exit_code == 2
