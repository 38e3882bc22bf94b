"""A PostgreSQL server that plays an Aurora cluster."""

from collections.abc import Iterator

import pytest

from sandbox.databases import programs
from sandbox.databases.aurora import ClusterEndpoint
from sandbox.databases.postgres import Postgres

ENDPOINT = ClusterEndpoint(
    hosts=(
        "platform.cluster-abc.eu-west-1.rds.amazonaws.com",
        "platform.cluster-ro-abc.eu-west-1.rds.amazonaws.com",
    ),
    port=5432,
    master="platform_admin",
    password="it's secret",  # noqa: S106 - of a server of the tests' own
)


@pytest.fixture(scope="session")
def aurora(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server that runs."""
    if reason := programs.missing():
        pytest.skip(reason)
    server = Postgres(programs.find(18), ENDPOINT, tmp_path_factory.mktemp("aurora") / "platform")
    yield server
    server.stop()
    assert not server.folder.exists()
