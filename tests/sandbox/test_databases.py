"""What commands say of databases, and that one is opened."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ops.command import Failure, plain_console
from sandbox.__main__ import app
from sandbox.commands import databases
from sandbox.commands.databases import jobs_told, show_databases
from sandbox.databases import programs
from sandbox.databases.programs import Programs, ProgramsMissing
from sandbox.databases.runs import Run
from sandbox.kubernetes.api import ApiError
from sandbox.paths import DATABASES
from tests.sandbox.records import record_of

SERVICES = "[backend]\nhost=one\n\n[orders]\nhost=one\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work where a sandbox with two databases seems to run."""
    monkeypatch.chdir(tmp_path)
    DATABASES.mkdir(parents=True)
    (DATABASES / "services.conf").write_text(SERVICES)
    found = Programs(folder=tmp_path, major=18, psql=Path("/usr/bin/psql"))
    monkeypatch.setattr(programs, "find", lambda _: found)
    server = record_of(os.getpid())
    monkeypatch.setattr(databases, "required_server", lambda _: server)
    return tmp_path


@pytest.fixture
def without_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take PostgreSQL away."""

    def find(_: int) -> Programs:
        raise ProgramsMissing("no PostgreSQL server runs here")

    monkeypatch.setattr(programs, "find", find)


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    show_databases(plain_console())
    return capsys.readouterr().out


def test_a_database_is_opened_as_its_applications_login_and_as_nobody_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(os, "execve", lambda *given: opened.extend(given))
    monkeypatch.setenv("PGUSER", "other")
    monkeypatch.setenv("PAGER", "less")
    databases.psql("backend")
    program, arguments, variables = opened
    assert (program, arguments) == (
        Path("/usr/bin/psql"),
        ["/usr/bin/psql", "service=backend"],
    )
    assert isinstance(variables, dict)
    assert variables["PGSERVICEFILE"] == str(folder / DATABASES / "services.conf")
    assert variables["PAGER"] == "less"
    assert "PGUSER" not in variables


@pytest.mark.parametrize("application", ["shop", ""])
def test_an_application_without_a_database_is_refused_and_those_with_one_are_named(
    application: str,
) -> None:
    result = CliRunner().invoke(app, ["psql", application])
    assert result.exit_code == 2
    assert f"No application '{application}' has a database in the sandbox" in result.stderr
    assert "backend, orders" in result.stderr


@pytest.mark.usefixtures("without_programs")
def test_without_postgresql_nothing_is_opened() -> None:
    result = CliRunner().invoke(app, ["psql", "backend"])
    assert (result.exit_code, result.stderr) == (1, "no PostgreSQL server runs here\n")


def test_the_databases_are_shown_with_the_command_that_opens_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert shown(capsys) == "databases: backend, orders (`make psql APP=backend` opens one)\n"


@pytest.mark.usefixtures("without_programs")
def test_one_line_says_why_no_database_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = shown(capsys).splitlines()
    assert "only marked complete: no PostgreSQL server runs here" in line


def test_nothing_is_said_where_no_application_has_a_database(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (DATABASES / "services.conf").unlink()
    assert shown(capsys) == ""


def fail_after_a_job(name: str, ended: float) -> None:
    Run(job=name, exit_code=3, output=f"ERROR of {name}", ended=ended).write(DATABASES)
    raise Failure("job is failed")


def test_a_failure_says_what_the_job_said_that_failed_meanwhile() -> None:
    Run(job="old", exit_code=3, output="ERROR of old", ended=2.0).write(DATABASES)
    with pytest.raises(Failure) as failed, jobs_told():
        # The clock has gone back.
        fail_after_a_job("new", ended=1.0)
    assert str(failed.value) == "job is failed\n\nThe Job new said:\nERROR of new"


def test_a_failure_stays_of_its_kind() -> None:
    with pytest.raises(ApiError, match=r"^no such pod$") as failed, jobs_told():
        raise ApiError(404, "no such pod")
    assert failed.value.status == 404
