"""What tests in several rooms share: environments, and stacks synthesized from them."""

import atexit
import json
import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import lean_bindings

# CDKTF's Testing leaves a folder behind for each app, and programs that tests kill leave theirs.
# Registered before jsii's, this runs after Node.js has ended.
os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="platform-tests-")
# To make the first folder, this process has looked for the system's.
tempfile.tempdir = None
# Others may pass through it: PostgreSQL never runs as root, and so gets another user from root.
Path(os.environ["TMPDIR"]).chmod(0o711)
atexit.register(shutil.rmtree, os.environ["TMPDIR"], ignore_errors=True)

lean_bindings.activate(Path(__file__).parent.parent, restart=False)

# ruff: noqa: E402 - the lines above must come before the first provider
from cdktf import TerraformStack, Testing

from config.environment import load_environment
from config.model import EnvironmentConfig
from terraform_json.types import Json
from tests import lifetimes, turns
from tests.fixtures import owned
from tests.fixtures.checkout import make_checkout

owned.watch()

# A shell makes what it starts in the background deaf to Ctrl-C, and so all that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["tests.fixtures.control_plane"]


# Drawn once, here, so that every worker process inherits it and one number repeats a whole run.
SEED = int(os.environ.setdefault("HYPOTHESIS_SEED", str(secrets.randbelow(2**32))))
settings.register_profile("project", deadline=None, print_blob=True)
settings.load_profile("project")


def pytest_configure(config: pytest.Config) -> None:
    """End what costs while it runs as soon as nobody needs it."""
    config.pluginmanager.register(lifetimes)


def pytest_report_header() -> str:
    """Print what it takes to draw the same examples again."""
    return f"hypothesis: HYPOTHESIS_SEED={SEED} repeats this run's draws"


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Work in a checkout with environments and applications of the tests' own, from here on.

    Not before: pytest starts its workers, and finds its files, where it was called.
    """
    os.chdir(make_checkout(Path(os.environ["TMPDIR"]) / "checkout"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start something of which the start alone takes seconds; order all."""
    for item in items:
        if lifetimes.SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    needs = lifetimes.needs(tuple(items))
    items.sort(key=lambda item: turns.turn(item.nodeid, needs))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> turns.Turns | None:
    """Give whole files and folders to workers, the longest first."""
    return turns.Turns(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None]:
    """Forget what pytest read to find the tests."""
    owned.noted()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Fail a test that reads what is the owner's, unless the tests of a fork include it."""
    yield
    read = owned.noted()
    if read and not owned.is_reader(item.path):
        pytest.fail(
            f"This test reads what a fork's owner replaces: {', '.join(read)}. Take the tests'"
            " own of tests/fixtures instead, or name the file of the test in"
            " tests/fixtures/owned.py, by which it runs in a fork as well."
        )


@pytest.fixture
def staging_config() -> EnvironmentConfig:
    """Return the configuration of the tests' own staging."""
    return load_environment("staging")


@pytest.fixture(scope="session")
def synthesize() -> Callable[[TerraformStack], Json]:
    """Return a function that synthesizes a stack as Terraform reads it, without CDKTF's notes."""

    def synthesized(stack: TerraformStack) -> Json:
        data: Json = without_notes(json.loads(Testing.synth(stack)))
        return data

    return synthesized


def without_notes(data: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON without the `//` keys, which hold CDKTF's version and construct paths."""
    if isinstance(data, dict):
        return {key: without_notes(value) for key, value in data.items() if key != "//"}
    return [without_notes(item) for item in data] if isinstance(data, list) else data
