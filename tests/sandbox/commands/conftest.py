"""Commands in a folder without a sandbox, with others in the place of Terraform and cdktf."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from rich.console import Console

from sandbox import local_aws
from sandbox.commands import synthesis
from sandbox.commands import up as deploying
from sandbox.paths import (
    OUTPUT,
    RECORD,
)
from sandbox.record import ServerRecord
from sandbox.terraform.cdktf import Cdktf
from sandbox.terraform.plans import Plan
from terraform_json.types import Json
from tests.fixtures.output import write_output
from tests.sandbox.commands.support import Deployment


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that has an environment file, no sandbox, and another local AWS."""
    project = Path.cwd()
    for name in ("helm", "sandbox"):
        (tmp_path / name).mkdir()
    for name in ("cdktf.json", "config", "helm/addons"):
        (tmp_path / name).symlink_to(project / name)
    (tmp_path / "sandbox/server.py").symlink_to(Path(__file__).with_name("stand_in.py"))
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
            on_line("networking  Apply complete! Resources: 1 added, 0 changed, 0 destroyed.")

        monkeypatch.setattr(deploying, "plans", lambda *_: {"networking": Plan(2, "")})

        def write(_: Console, log: Path, *__: object) -> None:
            if log == synthesis.LOG:
                write_output(OUTPUT, {"networking": stack or {}})

        monkeypatch.setattr(synthesis, "_run", write)
        monkeypatch.setattr(Cdktf, "run", run)
        monkeypatch.setattr(deploying, "running_provider", lambda *_: nullcontext({}))
        monkeypatch.setattr(deploying, "built_meanwhile", nullcontext)
        monkeypatch.setattr(deploying, "write_credentials", lambda *_: None)

    return replaced_by
