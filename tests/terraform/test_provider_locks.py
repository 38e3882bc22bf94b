"""What Terraform does with a stack's lock file when it may not change it, as in a deploy."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cdktf import App

from config.model import EnvironmentConfig
from config.provider_locks import LOCK_FILE, LOCKED
from ops.terraform import terraform_environment
from stacks.networking import NetworkingStack
from stacks.provider_locks import lock_providers

Init = Callable[[], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path, staging_config: EnvironmentConfig) -> Path:
    """Return the folder of the synthesized stack `networking`, with its lock file."""
    app = App(outdir=str(tmp_path))
    NetworkingStack(app, config=staging_config)
    app.synth()
    lock_providers(tmp_path)
    return tmp_path / "stacks/networking"


@pytest.fixture
def init(folder: Path) -> Init:
    """Return a function that runs `terraform init` as a deploy does, but without the state."""
    variables = terraform_environment(folder / "cli.tfrc")

    def run() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["terraform", "init", "-backend=false", "-lockfile=readonly", "-no-color"],
            cwd=folder,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_locked_provider_is_taken_and_the_lock_stays_as_it_is(folder: Path, init: Init) -> None:
    before = (folder / LOCK_FILE).read_bytes()
    done = init()
    assert done.returncode == 0, done.stderr
    assert (folder / LOCK_FILE).read_bytes() == before


def test_a_provider_with_another_hash_is_refused(folder: Path, init: Init) -> None:
    lock = folder / LOCK_FILE
    forged = re.sub(r'"(h1|zh):....', r'"\1:0000', lock.read_text(encoding="utf-8"))
    lock.write_text(forged, encoding="utf-8")
    done = init()
    assert done.returncode == 1
    assert "checksums" in done.stderr


@pytest.mark.parametrize("text", ["", LOCKED.read_text(encoding="utf-8")], ids=["few", "many"])
def test_a_lock_with_a_provider_too_few_or_too_many_is_refused(
    folder: Path, init: Init, text: str
) -> None:
    (folder / LOCK_FILE).write_text(text, encoding="utf-8")
    done = init()
    assert done.returncode == 1
    assert "Provider dependency changes detected" in done.stderr
