"""The commands, without the deployment itself: what they say, and what they leave behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner, Result

from config.environment import load_environment
from ops import programs
from ops.command import Failure
from sandbox import children, local_aws
from sandbox.__main__ import app
from sandbox.cdktf import Cdktf
from sandbox.commands import diff as comparing
from sandbox.commands import server as serving
from sandbox.commands import show as showing
from sandbox.commands import synthesis
from sandbox.commands import up as deploying
from sandbox.databases.runs import Run
from sandbox.paths import (
    DATABASES,
    KUBECONFIG,
    KUBERNETES,
    LOCK,
    LOGS,
    OUTPUT,
    RECORD,
    SANDBOX,
    SERVER_LOG,
)
from sandbox.plans import Plan
from sandbox.record import ServerRecord
from sandbox.sole_command import sole_command
from terraform_json.manifest import read_manifest
from terraform_json.types import Json
from tests.fixtures.output import write_output
from tests.sandbox.records import record_of

pytestmark = pytest.mark.slow

Deployment = Callable[[Callable[[str], None]], object]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that has an environment file and no sandbox."""
    project = Path.cwd()
    (tmp_path / "helm").mkdir()
    for name in ("cdktf.json", "config", "ops", "sandbox", "terraform_json", "helm/addons"):
        (tmp_path / name).symlink_to(project / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Give back the signals that the commands take over."""
    taken = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in taken.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def mask() -> Iterator[None]:
    """Give back the mask of new files, which the commands narrow."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    """Stop the local AWS that a command started."""
    yield
    server = ServerRecord.read(RECORD)
    if server:
        local_aws.stop(server, RECORD)


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> Callable[[Deployment], None]:
    """Return a function that puts something else in the place of synthesis and of cdktf."""

    def replaced_by(deploy: Deployment, stack: Json | None = None) -> None:
        def run(_: Cdktf, *__: str, on_line: Callable[[str], None]) -> None:
            deploy(on_line)

        monkeypatch.setattr(deploying, "_bootstrap", lambda *_: None)
        monkeypatch.setattr(deploying, "plans", lambda *_: {"networking": Plan(2, "")})
        monkeypatch.setattr(
            synthesis, "_run_main", lambda _: write_output(OUTPUT, {"networking": stack or {}})
        )
        monkeypatch.setattr(Cdktf, "run", run)

    return replaced_by


def run(command: str) -> Result:
    return CliRunner().invoke(app, [command])


def interrupt(_: object) -> None:
    raise KeyboardInterrupt


def fail(_: object) -> None:
    raise Failure("Error: creating EC2 VPC")


def start() -> ServerRecord:
    return local_aws.start(load_environment("staging"), RECORD, LOGS / "server.log")


def leave_behind(pid: int) -> None:
    (OUTPUT / "stacks" / "of-before").mkdir(parents=True)
    LOGS.mkdir(parents=True)
    SERVER_LOG.write_text("etcd ended by itself\n")
    record_of(pid).write(RECORD)


def test_down_without_a_sandbox_is_no_fault() -> None:
    result = run("down")
    assert (result.exit_code, result.stdout) == (0, "No sandbox runs.\n")


def test_down_stops_the_local_aws_and_removes_what_belonged_to_it() -> None:
    server = start()
    result = run("down")
    assert (result.exit_code, result.stdout) == (
        0,
        "The local AWS and its cluster are stopped, and what they held is gone.\n",
    )
    assert not psutil.pid_exists(server.pid)
    assert not SANDBOX.exists()


def test_diff_without_a_sandbox_is_refused() -> None:
    result = run("diff")
    assert result.exit_code == 2
    assert "Begin with `make up`" in result.stderr


@pytest.mark.parametrize(("planned", "status"), [(0, 0), (2, 3), (1, 1)])
def test_diff_tells_changes_by_its_exit_status(
    deployment: Callable[[Deployment], None],
    monkeypatch: pytest.MonkeyPatch,
    planned: int,
    status: int,
) -> None:
    start()
    deployment(lambda _: None)
    found = {"networking": Plan(planned, "Plan: 1 to add")}
    monkeypatch.setattr(comparing, "plans", lambda *_: found)
    result = run("diff")
    assert result.exit_code == status
    assert ("Plan: 1 to add" in result.output) == (planned != 0)


def test_up_deploys_only_what_has_changes(
    deployment: Callable[[Deployment], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    start()
    deployment(fail)
    monkeypatch.setattr(deploying, "plans", lambda *_: {"networking": Plan(0, "")})
    result = run("up")
    assert result.exit_code == 0
    assert "networking has no changes" in result.stdout


@pytest.mark.parametrize("command", ["up", "diff", "down"])
def test_a_command_is_refused_while_another_is_at_work(command: str) -> None:
    server = start()
    with sole_command(LOCK):
        result = run(command)
    assert result.exit_code == 2
    assert "Another command of the sandbox is at work" in result.stderr
    assert local_aws.find(RECORD) == server


def test_a_folder_that_cannot_be_written_is_told_before_anything_starts() -> None:
    LOGS.parent.touch()
    result = run("up")
    assert result.exit_code == 2
    assert f"{LOCK} cannot be written" in result.stderr
    assert not SANDBOX.exists()


def test_the_local_aws_that_a_command_started_does_not_keep_others_out(
    deployment: Callable[[Deployment], None],
) -> None:
    deployment(fail)
    run("up")
    assert run("down").exit_code == 0


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
    (folder / "helm/microservice").symlink_to(Path(__file__).parents[2] / "helm/microservice")
    result = run("up")
    assert result.exit_code == 2
    assert "helm/apps/Shop" in result.stderr
    assert not SANDBOX.exists()


@pytest.mark.parametrize(
    "pid",
    [pytest.param(os.getpid(), id="pid-of-another"), pytest.param(2**22 + 1, id="no-process")],
)
def test_a_sandbox_whose_server_is_gone_starts_afresh(
    deployment: Callable[[Deployment], None], pid: int
) -> None:
    leave_behind(pid)
    deployment(fail)
    result = run("up")
    assert result.stdout.startswith(
        "The last local AWS is gone, and what it held with it: starting afresh.\n"
        f"The end of {SERVER_LOG}:\n    etcd ended by itself\n"
    )
    assert not (OUTPUT / "stacks" / "of-before").exists()


def test_up_uses_the_local_aws_that_runs(deployment: Callable[[Deployment], None]) -> None:
    server = start()
    deployment(fail)
    assert f"the local AWS runs at {server.endpoint}\n" in run("up").stdout
    assert ServerRecord.read(RECORD) == server


def test_what_up_writes_is_its_owners_alone(deployment: Callable[[Deployment], None]) -> None:
    LOGS.mkdir(parents=True)
    deployment(lambda _: None)
    run("up")
    written = [LOGS, LOCK, SANDBOX, RECORD, OUTPUT, LOGS / "server.log"]
    assert {path: path.stat().st_mode & 0o077 for path in written} == dict.fromkeys(written, 0)


def test_the_outputs_of_each_stack_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"networking": {"vpc_id": "vpc-1", "zones": ["eu-west-1a", "eu-west-1b"]}}
    result = outputs(monkeypatch, values)
    assert cells(result.stdout) == [
        ["networking", "vpc_id", "vpc-1"],
        ["networking", "zones", "eu-west-1a"],
        ["", "", "eu-west-1b"],
    ]
    assert result.exit_code == 0


def test_an_output_that_is_longer_than_the_line_is_shown_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arn = f"arn:aws:secretsmanager:eu-west-1:111122223333:secret:{'x' * 200}"
    result = outputs(monkeypatch, {"databases": {"secret_arn": arn}})
    assert "".join(value for _, _, value in cells(result.stdout)) == arn


def outputs(monkeypatch: pytest.MonkeyPatch, values: Json) -> Result:
    """Run the command where Terraform knows outputs."""
    start()
    write_output(OUTPUT, {name: {} for name in values})
    monkeypatch.setattr(showing, "outputs_of", lambda *_: values)
    return run("outputs")


def cells(table: str) -> list[list[str]]:
    """Return the rows of a printed table."""
    rows = [line.strip("│").split("│") for line in table.splitlines() if "│" in line]
    return [[cell.strip() for cell in row] for row in rows]


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


@pytest.mark.parametrize("command", ["status", "diff", "outputs", "kubeconfig"])
def test_without_a_sandbox_there_is_nothing_to_show(command: str) -> None:
    result = run(command)
    assert result.exit_code == 2
    assert "No sandbox runs" in result.stderr


def test_an_output_that_cannot_be_read_is_a_failure(
    deployment: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment(lambda _: None)
    monkeypatch.setattr(synthesis, "_run_main", lambda _: None)
    result = run("up")
    assert result.exit_code == 1
    assert "manifest.json cannot be read" in result.stderr


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


def test_outputs_of_what_is_not_synthesized_are_refused() -> None:
    start()
    result = run("outputs")
    assert result.exit_code == 2
    assert "Run `make up` again" in result.stderr


def test_a_program_of_the_control_plane_that_is_missing_is_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(programs, "BIN", tmp_path)
    result = run("up")
    assert result.exit_code == 1
    assert "etcd is not in" in result.stderr
    assert not SANDBOX.exists()


def test_a_failed_up_says_why_and_leaves_the_local_aws_to_be_looked_at(
    deployment: Callable[[Deployment], None],
) -> None:
    deployment(fail)
    result = run("up")
    assert result.exit_code == 1
    assert "Error: creating EC2 VPC" in result.stderr
    assert local_aws.find(RECORD)


def test_a_failed_up_says_what_the_job_said_that_failed(
    deployment: Callable[[Deployment], None],
) -> None:
    calls: list[object] = []

    def deploy(on_line: object) -> None:
        calls.append(on_line)
        if len(calls) > len(["synth"]):
            Run(job="make", exit_code=3, output="no role", ended=time.time()).write(DATABASES)
            raise Failure("job is failed")

    deployment(deploy)
    assert run("up").stderr == "job is failed\n\nThe Job make said:\nno role\n"


def test_the_status_shows_databases() -> None:
    start()
    DATABASES.mkdir()
    (DATABASES / "services.conf").write_text("[backend]\n")
    assert "databases: " in run("status").stdout


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


def test_a_closed_terminal_interrupts_like_ctrl_c() -> None:
    run("down")
    for number in (signal.SIGTERM, signal.SIGHUP):
        assert signal.getsignal(number) is signal.default_int_handler


@pytest.mark.parametrize("command", ["up", "diff"])
def test_another_environment_than_the_one_that_runs_is_refused(
    monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    server = start()
    monkeypatch.setenv("PLATFORM_ENV", "prod")
    result = run(command)
    assert result.exit_code == 2
    assert "The sandbox runs staging in 111122223333, eu-west-1" in result.stderr
    assert local_aws.find(RECORD) == server


def test_what_is_shown_names_the_environment_that_it_is_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert outputs(monkeypatch, {"networking": {}}).stdout.startswith("staging:\n")
    assert "staging" in run("status").stdout.splitlines()[0]


def test_what_a_killed_terraform_forgot_makes_up_start_afresh(
    deployment: Callable[[Deployment], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start()
    monkeypatch.setattr(serving, "left_behind", lambda *_: ["databases"])
    deployment(fail)
    result = run("up")
    assert "Terraform was killed while it deployed databases" in result.stdout
    assert "Starting afresh" in result.stdout
    assert not psutil.pid_exists(server.pid)
    assert local_aws.find(RECORD)


def test_what_a_killed_terraform_forgot_makes_diff_name_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start()
    monkeypatch.setattr(serving, "left_behind", lambda *_: ["databases"])
    result = run("diff")
    assert result.exit_code == 2
    assert "Terraform was killed while it deployed databases" in result.stderr
    assert "`make up` starts afresh" in result.stderr


def test_a_provider_that_died_ends_the_local_aws(
    deployment: Callable[[Deployment], None],
) -> None:
    def die(on_line: Callable[[str], None]) -> None:
        on_line("networking  Error: Plugin did not respond")
        raise Failure("exit status 1")

    deployment(die)
    result = run("up")
    assert "exit status 1" in result.stderr
    assert result.exit_code == 1
    assert "Terraform or its provider was killed" in result.stderr
    assert not SANDBOX.exists()


@pytest.mark.parametrize("outcome", [fail, lambda _: None], ids=["failed", "went on"])
def test_a_terraform_that_was_killed_meanwhile_ends_the_local_aws_whatever_cdktf_says(
    deployment: Callable[[Deployment], None],
    monkeypatch: pytest.MonkeyPatch,
    outcome: Deployment,
) -> None:
    deployment(lambda _: None)
    monkeypatch.setattr(deploying, "synthesize", lambda *_: deployment(outcome))
    monkeypatch.setattr(deploying, "left_behind", lambda *_: ["k8s"])
    result = run("up")
    assert result.exit_code == 1
    assert "Terraform or its provider was killed" in result.stderr
    assert not SANDBOX.exists()


@pytest.mark.parametrize("command", ["up", "diff", "down"])
def test_what_a_killed_command_left_at_work_is_ended(
    deployment: Callable[[Deployment], None], command: str
) -> None:
    start()
    deployment(fail)
    with subprocess.Popen(["sleep", "600"], env=children.mark() | {"PATH": os.defpath}) as left:
        result = run(command)
        assert not psutil.pid_exists(left.pid)
    assert ("ended 1 processes" in result.stdout) is (command != "down")


def test_down_ends_a_server_whose_start_was_cut_off_before_it_had_a_record() -> None:
    server = start()
    RECORD.unlink()
    run("down")
    assert not psutil.pid_exists(server.pid)


def test_kubeconfig_is_refused_as_long_as_there_is_no_cluster() -> None:
    start()
    result = run("kubeconfig")
    assert result.exit_code == 2
    assert "The cluster is not there yet: `make up` makes it." in result.stderr


def test_kubeconfig_prints_what_a_shell_needs_and_copies_the_cluster_s_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = start()
    KUBERNETES.mkdir()
    (KUBERNETES / "admin.kubeconfig").write_text("the administrator's")
    monkeypatch.setenv("AWS_PROFILE", "production")
    lines = run("kubeconfig").stdout
    asked = "echo $AWS_ENDPOINT_URL $AWS_REGION ${AWS_PROFILE-none} $no_proxy; cat $KUBECONFIG"
    done = subprocess.run(
        ["/bin/sh", "-c", f'eval "$0"; {asked}', lines],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    )
    assert done.stdout.startswith(f"{server.endpoint} eu-west-1 none ")
    assert "127.0.0.1\nthe administrator's" in done.stdout
    assert KUBECONFIG.stat().st_mode & 0o077 == 0
