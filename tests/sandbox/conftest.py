"""A local AWS of the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.environment import load_environment
from sandbox import local_aws
from sandbox.record import ServerRecord


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the server's record and log."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="session")
def server(server_folder: Path) -> Iterator[ServerRecord]:
    """A running server for the account of staging."""
    record = server_folder / "server.json"
    running = local_aws.start(load_environment("staging"), record, server_folder / "server.log")
    yield running
    local_aws.stop(running, record)
