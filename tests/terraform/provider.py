"""One AWS provider for all that Terraform does in the tests of a module."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests import patience
from tests.terraform.support import REATTACHED, LocalAws

_REQUIRED: Final = {"aws": {"source": "aws", "version": "5.100.0"}}


@contextmanager
def running_provider(aws: LocalAws) -> Iterator[None]:
    """Run the provider, and let every Terraform of a local AWS use it.

    Terraform starts a provider for each command otherwise, of which the start alone takes this one
    two seconds of a core (measured):
    https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode.
    """
    folder = aws.folder / "provider"
    folder.mkdir()
    program, log = _installed(aws, folder), folder / "provider.log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [program, "-debug"],
            env=aws.variables,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        patience.eventually(lambda: process.poll() is not None or _address(log))
        assert process.poll() is None, log.read_text(encoding="utf-8")
        aws.variables[REATTACHED] = _address(log)
        yield
    finally:
        process.kill()
        process.wait()


def _installed(aws: LocalAws, folder: Path) -> Path:
    """Return the provider's program, as `terraform init` installs it."""
    data = {"terraform": {"required_providers": _REQUIRED}}
    (folder / "main.tf.json").write_text(json.dumps(data), encoding="utf-8")
    aws.initialized(folder)
    (program,) = folder.glob(".terraform/providers/*/*/aws/*/*/terraform-provider-aws*")
    return program


def _address(log: Path) -> str:
    """Return what a provider prints once it listens; nothing before."""
    told = re.search(rf"{REATTACHED}='(.*)'$", log.read_text(encoding="utf-8"), re.MULTILINE)
    return told[1] if told else ""
