"""Deploying, without the deployment itself: what it says, and what it leaves behind."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from ops.command import Failure
from sandbox import local_aws
from sandbox.commands import synthesis
from sandbox.commands import up as deploying
from sandbox.databases.runs import Run
from sandbox.kubernetes import LocalControlPlane
from sandbox.paths import (
    DATABASES,
    KUBERNETES,
    LOCK,
    LOGS,
    OUTPUT,
    RECORD,
    SANDBOX,
)
from sandbox.terraform.cdktf import Cdktf
from sandbox.terraform.plans import Plan
from terraform_json.manifest import read_manifest
from terraform_json.types import Json
from tests.fixtures.checkout import ROOT
from tests.sandbox.commands.support import Deployment, fail, interrupt, run, start

pytestmark = pytest.mark.slow


def test_up_deploys_only_what_has_changes(
    deployment: Callable[[Deployment], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    start()
    deployment(fail)
    monkeypatch.setattr(deploying, "plans", lambda *_: {"networking": Plan(0, "")})
    result = run("up")
    assert result.exit_code == 0
    assert "networking has no changes" in result.stdout


@pytest.mark.parametrize(
    ("runs", "built", "builds"), [(False, True, 1), (True, True, 0), (True, False, 1)]
)
def test_the_control_plane_is_built_unless_one_may_run(
    deployment: Callable[[Deployment], None],
    monkeypatch: pytest.MonkeyPatch,
    builds: int,
    *,
    runs: bool,
    built: bool,
) -> None:
    if runs:
        start()
    deployment(lambda _: None)
    begun = []

    @contextmanager
    def build(console: Console) -> Iterator[None]:
        begun.append(console)
        yield

    monkeypatch.setattr(deploying, "are_set_up", lambda _: built)
    monkeypatch.setattr(deploying, "built_meanwhile", build)
    run("up")
    assert len(begun) == builds


def test_a_folder_that_cannot_be_written_is_told_before_anything_starts() -> None:
    LOGS.parent.touch()
    result = run("up")
    assert result.exit_code == 2
    assert f"{LOCK} cannot be written" in result.stderr
    assert not SANDBOX.exists()


def test_a_mistake_in_the_environment_file_is_reported_before_anything_starts(
    folder: Path,
) -> None:
    (folder / "config").unlink()
    (folder / "config" / "environments").mkdir(parents=True)
    (folder / "config" / "environments" / "staging.yaml").write_text("name: 1\n")
    result = run("up")
    assert result.exit_code == 2
    assert "nothing was written" in result.stderr
    assert not SANDBOX.exists()


def test_a_mistake_of_an_application_is_reported_before_anything_starts(folder: Path) -> None:
    (folder / "helm/apps/Shop").mkdir(parents=True)
    (folder / "helm/apps/Shop/values.yaml").touch()
    (folder / "helm/microservice").symlink_to(ROOT / "helm/microservice")
    result = run("up")
    assert result.exit_code == 2
    assert "helm/apps/Shop" in result.stderr
    assert not SANDBOX.exists()


def test_what_up_writes_is_its_owners_alone(deployment: Callable[[Deployment], None]) -> None:
    LOGS.mkdir(parents=True)
    deployment(lambda _: None)
    run("up")
    written = [LOGS, LOCK, SANDBOX, RECORD, OUTPUT, LOGS / "server.log"]
    assert {path: path.stat().st_mode & 0o077 for path in written} == dict.fromkeys(written, 0)


def test_up_says_where_the_providers_of_the_cluster_are_not_to_be_had(
    deployment: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis, "has_providers", lambda *_: False)
    monkeypatch.setattr(deploying, "_install", lambda *_: None)
    releases: Json = {"resource": {"helm_release": {"one": {}, "two": {}}}}
    deployment(lambda _: None, releases)
    assert "The Helm and the Kubernetes provider are not in the mirror" in run("up").stdout


def test_the_stacks_stay_whole_where_the_providers_of_the_cluster_are_to_be_had(
    deployment: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis, "has_providers", lambda *_: True)
    releases: Json = {"resource": {"helm_release": {"one": {}}}}
    deployment(lambda _: None, releases)
    assert run("up").exit_code == 0
    (stack,) = read_manifest(OUTPUT).values()
    assert "helm_release" in stack.read()["resource"]


def test_up_waits_for_the_pods_also_where_terraform_installed_them(
    deployment: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis, "has_providers", lambda *_: True)
    monkeypatch.setattr(LocalControlPlane, "url", "https://127.0.0.1")
    monkeypatch.setattr(deploying, "show_cluster", lambda *_: None)
    answers = iter((False, True))
    monkeypatch.setattr(deploying, "settled", lambda _: next(answers))
    # Canaries first: until they have ended, pods come and go.
    monkeypatch.setattr(deploying, "await_canaries", lambda _, tell: tell("canaries"))
    deployment(lambda _: KUBERNETES.mkdir(parents=True))
    result = run("up")
    assert result.exit_code == 0, result.output
    assert "canaries" in result.stdout
    assert list(answers) == []


def test_canaries_whose_controller_is_not_built_are_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deploying, "refuse_unless_built", fail)
    result = run("up")
    assert (result.exit_code, result.stderr.strip()) == (1, "Error: creating EC2 VPC")
    assert not SANDBOX.exists()


def test_a_stack_that_cannot_be_told_apart_is_refused_and_named(
    deployment: Callable[..., None],
) -> None:
    entangled: Json = {
        "resource": {"helm_release": {"one": {}}},
        "output": {"status": {"value": "${helm_release.one.status}"}},
    }
    deployment(lambda _: None, entangled)
    result = run("up")
    assert result.exit_code == 2
    assert "networking: What AWS's provider deploys refers to what is inside" in result.stderr
    assert "helm_release.one" in result.stderr


def test_a_failed_up_says_why_and_leaves_the_local_aws_to_be_looked_at(
    deployment: Callable[[Deployment], None],
) -> None:
    deployment(fail)
    result = run("up")
    assert result.exit_code == 1
    assert "Error: creating EC2 VPC" in result.stderr
    assert local_aws.find(RECORD)


def test_a_failed_up_says_what_the_job_said_that_failed_also_when_the_clock_goes_back(
    deployment: Callable[[Deployment], None],
) -> None:
    start()
    Run(job="earlier", exit_code=3, output="no login", ended=2.0).write(DATABASES)

    def deploy(_: object) -> None:
        Run(job="make", exit_code=3, output="no role", ended=1.0).write(DATABASES)
        raise Failure("job is failed")

    deployment(deploy)
    assert run("up").stderr == "job is failed\n\nThe Job make said:\nno role\n"


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let no file become larger, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_the_next_up_goes_on(
    deployment: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis, "has_providers", lambda *_: False)
    monkeypatch.setattr(deploying, "_install", lambda *_: None)
    server = start()
    deployment(lambda _: None, {"resource": {"helm_release": {"one": {}}}})
    with files_up_to(50):
        full = run("up")
    assert full.exit_code == 1
    assert f"File too large\nMake room on the disk of {Path.cwd()}" in full.stderr
    assert run("up").exit_code == 0
    assert local_aws.find(RECORD) == server


def test_a_disk_that_is_full_to_terraform_is_told_with_the_remedy(
    deployment: Callable[[Deployment], None],
) -> None:
    def deploy(_: object) -> None:
        raise Failure("Error: write terraform.tfstate: no space left on device")

    deployment(deploy)
    assert "no space left on device\nMake room on the disk of" in run("up").stderr


def test_a_program_that_was_killed_on_a_full_disk_is_told_with_the_remedy(
    deployment: Callable[[Deployment], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def deploy(_: object) -> None:
        raise Failure("cdktf deploy ended with exit status 7.")

    deployment(deploy)
    assert "Make room" not in run("up").stderr
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    assert "ended with exit status 7.\nMake room on the disk of" in run("up").stderr


def test_an_interrupted_up_stops_the_local_aws_that_it_started(
    deployment: Callable[[Deployment], None],
) -> None:
    deployment(interrupt)
    result = run("up")
    assert result.exit_code == 130
    assert "everything is stopped, nothing is left" in result.stdout
    assert not SANDBOX.exists()


def test_an_interrupted_up_leaves_the_local_aws_that_ran_before(
    deployment: Callable[[Deployment], None],
) -> None:
    server = start()
    deployment(interrupt)
    result = run("up")
    assert result.exit_code == 130
    assert "`make up` goes on from here" in result.stdout
    assert local_aws.find(RECORD) == server


@pytest.mark.parametrize("runs_before", [True, False])
def test_an_interrupted_terraform_saves_its_state_where_the_local_aws_goes_on(
    deployment: Callable[[Deployment], None], monkeypatch: pytest.MonkeyPatch, *, runs_before: bool
) -> None:
    def deploy(cdktf: Cdktf, *_: str, on_line: object) -> None:
        assert on_line
        raise Failure(f"keeps its state: {cdktf.keeps_state}")

    deployment(lambda _: None)
    monkeypatch.setattr(Cdktf, "run", deploy)
    if runs_before:
        start()
    assert f"keeps its state: {runs_before}" in run("up").stderr
