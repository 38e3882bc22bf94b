"""Checks of what the owner has: found, never named, and held to what must hold for any platform.

They work in the owner's checkout. `make checkov`, a part of `make lint`, checks the same
environments with checkov.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from config.environment import load_environment
from config.model import EnvironmentConfig
from terraform_json.manifest import read_manifest
from terraform_json.types import Json
from tests.fixtures.checkout import ROOT
from tests.longevity.synthesized import STATUSES
from tests.owner.found import ENVIRONMENTS


@dataclass(frozen=True, kw_only=True)
class Synthesized:
    """What main.py wrote for an environment.

    Attributes:
        config: The environment.
        folder: The folder that was written.
    """

    config: EnvironmentConfig
    folder: Path

    def stacks(self) -> dict[str, Json]:
        """Return the JSON of each stack, by its name."""
        return {name: stack.read() for name, stack in read_manifest(self.folder).items()}


@pytest.fixture(scope="module", autouse=True)
def _in_the_owners_checkout() -> Iterator[None]:
    """Work where the owner does, and go back to the tests' own checkout."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(ROOT)
        yield


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def environment(request: pytest.FixtureRequest) -> str:
    """Return the name of each environment in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Synthesized]:
    """Return a function that gives what main.py writes for an environment, once for all files."""

    @cache
    def by_main(environment: str) -> Synthesized:
        folder = tmp_path_factory.mktemp(environment)
        chosen = {"PLATFORM_ENV": environment, "CDKTF_OUTDIR": str(folder)}
        main = [sys.executable, "main.py"]
        done = subprocess.run(main, env=os.environ | chosen, check=False, cwd=ROOT)
        # All is written too where a risk is accepted no more, which a day may bring.
        assert done.returncode in STATUSES
        return Synthesized(config=load_environment(environment), folder=folder)

    return by_main


@pytest.fixture(scope="module")
def synthesized(environment: str, written: Callable[[str], Synthesized]) -> Synthesized:
    """Return what main.py writes for the environment."""
    return written(environment)
