"""Commands, and what becomes of what they start."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ops.command import Failure
from sandbox import children, ending
from tests.fixtures.checkout import ROOT
from tests.patience import eventually

# Stands for Terraform: it says that it runs, and saves its state when it is interrupted.
TERRAFORM = """\
#!/bin/sh
trap 'echo saved > state; exit 1' INT
echo $$ > pid
echo "terraform runs"
while :; do sleep 0.05; done
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "command.log"


@pytest.fixture
def terraform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program named terraform, in the working folder."""
    monkeypatch.chdir(tmp_path)
    program = tmp_path / "terraform"
    program.write_text(TERRAFORM, encoding="utf-8")
    program.chmod(0o755)
    return program


def run(command: list[str], log: Path, grace_seconds: float = 0) -> list[str]:
    lines: list[str] = []
    children.run(command, variables={}, log=log, on_line=lines.append, grace_seconds=grace_seconds)
    return lines


def interrupted(command: list[str], log: Path, grace_seconds: float) -> list[psutil.Process]:
    """Interrupt a command once it says that Terraform runs; return what it had started."""
    family: list[psutil.Process] = []
    others = psutil.Process().children(recursive=True)

    def interrupt(line: str) -> None:
        if "terraform runs" in line:
            family.extend(set(psutil.Process().children(recursive=True)).difference(others))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        children.run(command, variables={}, log=log, on_line=interrupt, grace_seconds=grace_seconds)
    return family


def test_each_line_is_passed_on(log: Path) -> None:
    assert run(["/bin/sh", "-c", "echo one; echo two >&2"], log) == ["one", "two"]


def test_the_log_has_the_whole_output(log: Path) -> None:
    run(["/bin/sh", "-c", "echo one; echo two >&2"], log)
    assert log.read_text(encoding="utf-8") == "one\ntwo\n"


def test_output_that_is_no_text_does_not_end_a_command(log: Path) -> None:
    assert run(["/bin/sh", "-c", r"printf 'a\377b\n'"], log) == ["a\N{REPLACEMENT CHARACTER}b"]


def test_only_the_given_variables_are_set(log: Path) -> None:
    printed = f"{sys.executable} -c 'import os; print(\"HOME\" in os.environ)'"
    assert run(["/bin/sh", "-c", printed], log) == ["False"]


def test_ctrl_c_in_the_terminal_does_not_reach_a_command_by_itself(log: Path) -> None:
    printed = f"{sys.executable} -c 'import os; print(os.getsid(0))'"
    (session,) = run(["/bin/sh", "-c", printed], log)
    assert int(session) != os.getsid(0)


def test_a_failed_command_names_its_exit_status(log: Path) -> None:
    with pytest.raises(Failure, match="sh -c ended with exit status 3"):
        run(["/bin/sh", "-c", "exit 3"], log)


@pytest.mark.parametrize("grace_seconds", [0, 60])
def test_an_interrupted_command_leaves_no_process(
    terraform: Path, log: Path, grace_seconds: float
) -> None:
    # Like cdktf, it runs Terraform in a session of its own.
    family = interrupted(["/bin/sh", "-c", f"setsid -w {terraform}"], log, grace_seconds)
    assert [process for process in family if runs(process.pid)] == []
    assert family


def test_an_interrupted_terraform_may_save_its_state(
    terraform: Path, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted(["/bin/sh", "-c", f"{terraform}; true"], log, grace_seconds=60)
    assert (tmp_path / "state").exists()
    assert "another Ctrl-C ends it at once" in capsys.readouterr().err


def test_without_grace_terraform_ends_at_once(terraform: Path, log: Path, tmp_path: Path) -> None:
    interrupted(["/bin/sh", "-c", f"{terraform}; true"], log, grace_seconds=0)
    assert not (tmp_path / "state").exists()


def test_a_terraform_that_does_not_end_is_killed_after_its_time(terraform: Path, log: Path) -> None:
    terraform.write_text(TERRAFORM.replace("echo saved > state; exit 1", ":"), encoding="utf-8")
    family = interrupted(["/bin/sh", "-c", f"{terraform}; true"], log, grace_seconds=0.2)
    assert not any(runs(process.pid) for process in family)


def test_a_second_interrupt_ends_the_wait(
    terraform: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terraform.write_text(TERRAFORM.replace("echo saved > state; exit 1", ":"), encoding="utf-8")
    wait = ending.await_end

    def impatient(processes: list[psutil.Process], seconds: float) -> None:
        if seconds == 600:
            raise KeyboardInterrupt
        wait(processes, seconds)

    monkeypatch.setattr(ending, "await_end", impatient)
    family = interrupted(["/bin/sh", "-c", f"{terraform}; true"], log, grace_seconds=600)
    assert not any(runs(process.pid) for process in family)


def test_what_terraform_starts_while_it_ends_is_ended_too(
    terraform: Path, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    starts = f"sleep 600 & echo $! > {started}"
    terraform.write_text(TERRAFORM.replace("echo saved > state; exit 1", starts), encoding="utf-8")
    wait = ending.await_end

    def until_it_has_started(processes: list[psutil.Process], seconds: float) -> None:
        if seconds == 600:
            eventually(lambda: started.exists() and started.read_text())
            raise KeyboardInterrupt
        wait(processes, seconds)

    monkeypatch.setattr(ending, "await_end", until_it_has_started)
    interrupted(["/bin/sh", "-c", f"{terraform}; true"], log, grace_seconds=600)
    eventually(lambda: not runs(int(started.read_text())))


def test_an_interrupt_after_a_command_has_ended_goes_on_to_the_caller(log: Path) -> None:
    def interrupt(_: str) -> None:
        # Its last line is read after its end was seen.
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        children.run(
            ["/bin/sh", "-c", "printf last"],
            variables={},
            log=log,
            on_line=interrupt,
            grace_seconds=60,
        )


def test_commands_run_at_the_same_time_each_with_its_log_and_status(tmp_path: Path) -> None:
    meeting = tmp_path / "meeting"
    os.mkfifo(meeting)
    # A pipe lets its writer go on only when its reader is there, and the other way round.
    commands = {
        tmp_path / "writer": ["/bin/sh", "-c", f"echo one > {meeting}; exit 3"],
        tmp_path / "reader": ["/bin/sh", "-c", f"cat {meeting}"],
    }
    statuses = children.run_at_once(commands, variables={"PATH": os.defpath})
    assert statuses == {tmp_path / "writer": 3, tmp_path / "reader": 0}
    assert (tmp_path / "reader").read_text(encoding="utf-8") == "one\n"


def test_an_interrupt_ends_all_commands_that_run_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = subprocess.Popen.wait

    def interrupted_once(_: subprocess.Popen[bytes]) -> int:
        monkeypatch.setattr(subprocess.Popen, "wait", wait)
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "wait", interrupted_once)
    before = set(psutil.Process().children())
    commands = {tmp_path / name: ["/bin/sh", "-c", "sleep 600"] for name in ("one", "two")}
    with pytest.raises(KeyboardInterrupt):
        children.run_at_once(commands, variables={"PATH": os.defpath})
    assert not set(psutil.Process().children()) - before


def test_what_is_done_meanwhile_has_ended_with_the_context() -> None:
    done: list[str] = []
    with children.meanwhile(lambda: done.append("work")):
        pass
    assert done == ["work"]


def test_a_failure_of_what_is_done_meanwhile_is_told_at_the_end() -> None:
    def fails() -> None:
        raise Failure("It does not work.")

    with pytest.raises(Failure, match="does not work"), children.meanwhile(fails):
        pass


def test_a_context_that_is_interrupted_ends_what_is_done_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    begun = tmp_path / "begun"
    command = ["/bin/sh", "-c", f"sleep 600 & touch {begun}; wait"]
    variables = ending.mark() | {"PATH": os.defpath}

    def work() -> None:
        children.run_at_once({tmp_path / "log": command}, variables=variables)

    def interrupted() -> None:
        with children.meanwhile(work):
            eventually(begun.exists)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()


def runs(pid: int) -> bool:
    """Tell whether a process runs; one that only waits for its parent's attention does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


# Stands for a command of the sandbox that runs Terraform.
COMMAND = """\
import sys
from collections.abc import Iterator
from pathlib import Path
from sandbox import children, ending
program = ["/bin/sh", "-c", "setsid -w ./terraform"]
children.run(
    program, variables=ending.mark(), log=Path("log"), on_line=print, grace_seconds=0
)
"""


@pytest.fixture
def left(terraform: Path) -> Iterator[psutil.Process]:
    """The Terraform that a command left running which was killed."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND],
        cwd=terraform.parent,
        env=environment,
        stdout=subprocess.PIPE,
    ) as command:
        assert command.stdout
        command.stdout.readline()
        found = psutil.Process(int((terraform.parent / "pid").read_text(encoding="utf-8")))
        command.kill()
    yield found
    ending.end_marked(grace_seconds=0)


def test_what_a_killed_command_left_running_is_ended_and_may_save_its_state(
    left: psutil.Process, tmp_path: Path
) -> None:
    assert runs(left.pid)
    assert ending.end_marked(grace_seconds=60)
    assert not runs(left.pid)
    assert (tmp_path / "state").exists()


def test_what_works_in_another_folder_is_left_alone(
    left: psutil.Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with monkeypatch.context() as elsewhere:
        elsewhere.chdir(other)
        assert ending.end_marked(grace_seconds=0) == 0
    assert runs(left.pid)
