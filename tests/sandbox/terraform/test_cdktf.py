"""The cdktf command line, with another program in its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ops.command import Failure
from sandbox import children
from sandbox.terraform.cdktf import GRACE_SECONDS, Cdktf


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder without cdktf."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cdktf(folder: Path) -> Callable[[str], None]:
    """Return a function that puts a shell script in the place of cdktf."""

    def replaced_by(script: str) -> None:
        program = folder / "node_modules" / ".bin" / "cdktf"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)

    return replaced_by


def run(*, keeps_state: bool = True) -> list[str]:
    lines: list[str] = []
    variables = {"NAME": "value"}
    cdktf = Cdktf(variables=variables, keeps_state=keeps_state)
    cdktf.run("deploy", "*", "--auto-approve", on_line=lines.append)
    return lines


def test_it_works_in_a_folder_of_the_sandbox(cdktf: Callable[[str], None]) -> None:
    cdktf('echo "$@"')
    assert run() == ["deploy * --auto-approve --output .sandbox/cdktf.out"]


def test_it_gets_the_variables_of_the_sandbox_and_prints_plain_lines(
    cdktf: Callable[[str], None],
) -> None:
    cdktf('echo "$NAME $CI"')
    assert run() == ["value true"]


def test_a_failure_shows_what_terraform_said_and_where_the_rest_is(
    cdktf: Callable[[str], None],
) -> None:
    cdktf('echo "networking  Error: no such VPC"; exit 1')
    with pytest.raises(Failure) as failure:
        run()
    assert str(failure.value).splitlines() == [
        "Error: no such VPC",
        "",
        "cdktf deploy ended with exit status 1. Its whole output is in .logs/sandbox/deploy.log.",
    ]


def test_where_it_is_missing_the_remedy_is_told() -> None:
    with pytest.raises(Failure, match=r"node_modules/\.bin/cdktf is missing: `make setup`"):
        run()


@pytest.mark.parametrize(("keeps_state", "grace"), [(True, GRACE_SECONDS), (False, 0)])
def test_an_interrupted_terraform_gets_time_where_its_state_is_kept(
    cdktf: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    grace: float,
    *,
    keeps_state: bool,
) -> None:
    given: list[float] = []
    cdktf("")
    monkeypatch.setattr(
        children, "run", lambda *_, grace_seconds, **__: given.append(grace_seconds)
    )
    run(keeps_state=keeps_state)
    assert given == [grace]
