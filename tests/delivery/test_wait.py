"""A stack's job waits for the jobs of the stacks that it needs."""

import pytest

from delivery.jobs import Job
from delivery.wait import PATIENCE, jobs_of_this_run, wait
from ops.command import Failure, Refusal
from tests.delivery.github import FakeGithub

NEEDED = ["prod / networking", "prod / databases"]


def job(name: str, status: str, conclusion: str | None = None) -> Job:
    return Job(name=f"prod / {name}", status=status, conclusion=conclusion)


DONE = job("networking", "completed", "success")
BUSY = job("databases", "in_progress")


def waited(*answers: list[Job], needed: list[str] = NEEDED) -> int:
    """Return how often a job paused; the last answer is given for ever."""
    told = iter(answers)
    last: list[Job] = []

    def read() -> list[Job]:
        last[:] = next(told, last)
        return last

    pauses: list[None] = []
    wait(needed, read, lambda: pauses.append(None))
    return len(pauses)


def test_a_stack_that_needs_nothing_does_not_wait() -> None:
    assert waited([BUSY], needed=[]) == 0


def test_a_stack_waits_until_all_that_it_needs_is_deployed() -> None:
    deployed = job("databases", "completed", "success")

    assert waited([], [DONE], [DONE, BUSY], [DONE, deployed, job("k8s", "in_progress")]) == 3


@pytest.mark.parametrize("conclusion", ["failure", "cancelled", "skipped", "timed_out"])
def test_a_stack_fails_once_one_that_it_needs_is_not_deployed(conclusion: str) -> None:
    failed = job("databases", "completed", conclusion)

    with pytest.raises(Failure, match=rf"prod / databases \({conclusion}\).*re-run"):
        waited([job("networking", "in_progress"), failed])


def test_a_job_of_another_environment_does_not_count() -> None:
    other = Job(name="staging / databases", status="completed", conclusion="failure")

    assert waited([DONE, other, BUSY], [DONE, job("databases", "completed", "success")]) == 1


def test_a_stack_makes_room_when_what_it_needs_gets_no_runner() -> None:
    pauses: list[None] = []

    with pytest.raises(Failure, match="needs one for each stack"):
        wait(NEEDED, lambda: [DONE, job("databases", "queued")], lambda: pauses.append(None))
    assert len(pauses) == PATIENCE - 1


def test_work_that_goes_on_is_waited_for_however_long() -> None:
    busy = [[DONE, BUSY]] * (PATIENCE * 3)

    assert waited(*busy, [DONE, job("databases", "completed", "success")]) == PATIENCE * 3


def test_idle_moments_count_only_in_a_row() -> None:
    idle = [DONE, job("databases", "queued")]
    moments = [*[idle] * (PATIENCE - 1), [DONE, BUSY]] * 2

    assert waited(*moments, [DONE, job("databases", "completed", "success")]) == 2 * PATIENCE


def variables(api: str) -> dict[str, str]:
    return {
        "GITHUB_API_URL": api,
        "GITHUB_REPOSITORY": "acme/platform",
        "GITHUB_RUN_ID": "7",
        "GITHUB_TOKEN": "token",
    }


def test_the_newest_attempt_of_each_job_of_the_run_is_read(github: FakeGithub) -> None:
    github.answer = {"jobs": [{"name": "prod / k8s", "status": "queued", "conclusion": None}]}

    read = jobs_of_this_run(variables(github.url))

    assert read() == [Job(name="prod / k8s", status="queued")]
    assert github.asked == [
        ("/repos/acme/platform/actions/runs/7/jobs?filter=latest&per_page=100", "Bearer token")
    ]


@pytest.mark.parametrize("answer", [{}, [], {"jobs": None}, {"jobs": [{"name": 3}]}, "no JSON"])
def test_an_answer_of_another_form_counts_as_nobody_at_work(
    answer: object, github: FakeGithub
) -> None:
    github.answer = answer

    assert jobs_of_this_run(variables(github.url))() == []


def test_no_answer_counts_as_nobody_at_work() -> None:
    assert jobs_of_this_run(variables("http://127.0.0.1:1"))() == []


@pytest.mark.parametrize("name", variables(""))
def test_outside_of_a_job_of_github_it_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match=f"{name} is not set"):
        jobs_of_this_run(variables("http://127.0.0.1") | {name: ""})
