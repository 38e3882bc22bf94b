"""A plan waits for a deploy of the same environment."""

from delivery.idle import PATIENCE, deploys_of, wait_until_idle
from tests.delivery.github import FakeGithub
from tests.delivery.test_newest import variables


def test_a_plan_waits_until_the_deploy_has_ended() -> None:
    answers = iter([["staging / k8s"], ["staging / k8s"], []])
    pauses: list[None] = []

    assert wait_until_idle(lambda: next(answers), lambda: pauses.append(None)) == (
        "No deploy is at work."
    )
    assert len(pauses) == 2


def test_a_deploy_that_does_not_end_is_told_and_no_longer_waited_for() -> None:
    pauses: list[None] = []

    told = wait_until_idle(lambda: ["staging / k8s"], lambda: pauses.append(None))

    assert told.startswith("staging / k8s is still at work")
    assert len(pauses) == PATIENCE


def test_jobs_of_the_environment_that_are_at_work_count(github: FakeGithub) -> None:
    names = {
        "staging / k8s": "in_progress",
        "staging / databases": "waiting",
        "prod / k8s": "in_progress",
    }
    github.answer = {
        "workflow_runs": [{"id": 7}],
        "jobs": [{"name": name, "status": status} for name, status in names.items()],
    }

    assert deploys_of("staging", variables(github))() == ["staging / k8s"]
    assert github.asked[1][0].startswith("/repos/acme/platform/actions/runs/7/jobs")


def test_a_github_that_does_not_answer_holds_no_plan_up(github: FakeGithub) -> None:
    github.status = 500

    assert deploys_of("staging", variables(github))() == []
