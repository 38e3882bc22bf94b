"""How the control plane's programs are built beside a deployment, with another make in place."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from ops.command import Failure
from sandbox import ending
from sandbox.building import built_meanwhile
from tests.patience import PATIENCE_SECONDS, eventually

Make = Callable[[str], None]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Return a function that puts a script in make's place."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.defpath}")

    def put(script: str) -> None:
        path = tmp_path / "make"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o700)

    return put


@pytest.fixture
def console() -> Console:
    return Console(record=True, width=100)


def test_its_stamps_are_asked_of_make_and_what_that_tells_is_shown(
    make: Make, console: Console
) -> None:
    make('echo "$@"; touch built')
    with built_meanwhile(console):
        pass
    assert Path("built").exists()
    assert console.export_text() == (
        ".tools/bin/kubernetes.set-up .tools/bin/metrics-server.set-up --silent --jobs=2\n"
    )


def test_the_make_that_runs_us_tells_this_one_nothing(
    make: Make, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEFLAGS", "--dry-run")
    make('echo "flags: $MAKEFLAGS"')
    with built_meanwhile(console):
        pass
    assert console.export_text() == "flags:\n"


def test_what_is_at_work_ends_with_a_build_that_fails(make: Make, console: Console) -> None:
    make("exit 2")
    began = time.monotonic()
    failed = pytest.raises(
        Failure, match=r"^make \.tools/bin/kubernetes\.set-up ended with .* 2\.$"
    )
    with failed, built_meanwhile(console):
        subprocess.run(["sleep", "600"], env=ending.mark() | {"PATH": os.defpath}, check=False)
    assert time.monotonic() - began < PATIENCE_SECONDS


def test_a_deployment_that_fails_ends_the_build_and_is_told_itself(
    make: Make, console: Console
) -> None:
    def deploy() -> None:
        eventually(Path("begun").exists)
        raise Failure("no such VPC")

    make("sleep 600 & touch begun; wait")
    with pytest.raises(Failure, match=r"^no such VPC$"), built_meanwhile(console):
        deploy()
    assert ending.end_marked(grace_seconds=0) == 0
