"""Servers follow the clusters of a local AWS in this process."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
import psutil
import pytest

from config.model import EnvironmentConfig
from ops.command import Failure
from sandbox import local_aws
from sandbox.aws import rds
from sandbox.databases import programs, services
from sandbox.databases.aurora import ClusterEndpoint
from sandbox.databases.postgres import Postgres
from sandbox.databases.services import FILE
from sandbox.joints import databases as joint
from sandbox.joints.databases import AGAIN_SECONDS, Databases
from tests.fixtures.account import aws
from tests.patience import PATIENCE_SECONDS, eventually

pytestmark = pytest.mark.slow

__all__ = ["aws"]

CLUSTER = {
    "Engine": "aurora-postgresql",
    "EngineVersion": "17.9",
    "MasterUsername": "platform_admin",
    "ManageMasterUserPassword": True,
}
# What the script of the Job makes of an application.
MADE = """
CREATE ROLE shop LOGIN; GRANT rds_iam TO shop;
CREATE DATABASE shop; REVOKE ALL ON DATABASE shop, postgres FROM PUBLIC;
GRANT CONNECT ON DATABASE shop TO shop;
"""

PLAIN = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align")
WHO = """
SELECT current_user, current_database(), ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()
"""


@pytest.fixture
def client(aws: None) -> Any:  # noqa: ANN401 - boto3's
    """A client of RDS."""
    assert aws is None
    rds.extend()
    return boto3.client("rds", region_name="eu-west-1")


@pytest.fixture
def databases(staging_config: EnvironmentConfig, tmp_path: Path) -> Iterator[Databases]:
    """The servers."""
    if reason := programs.missing():
        pytest.skip(reason)
    followers = Databases(account=staging_config.account_id, folder=tmp_path / "databases")
    yield followers
    followers.stop()


def endpoint(client: Any, name: str) -> str:  # noqa: ANN401 - boto3's
    made = client.create_db_cluster(DBClusterIdentifier=name, **CLUSTER)
    host: str = made["DBCluster"]["Endpoint"]
    return host


def psql(server: Postgres, variables: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [server.programs.psql, *PLAIN, *arguments],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_server_plays_each_cluster_as_long_as_it_stands(
    client: Any,  # noqa: ANN401 - boto3's
    databases: Databases,
    tmp_path: Path,
) -> None:
    host = endpoint(client, "one")
    client.create_db_cluster(
        **{"DBClusterIdentifier": "mysql", **CLUSTER, "Engine": "aurora-mysql"}
    )
    databases.follow()
    server = databases.server(host)
    secret = {"PGPASSWORD": server.endpoint.password, "PGDATABASE": "postgres"}
    for statement in MADE.strip().replace("\n", " ").split(";")[:-1]:
        assert psql(server, server.variables | secret, "--command", statement) == ""
    databases.tell_logins()
    folder = tmp_path / "databases"
    assert services.read(folder) == ["shop"]
    # Nothing leads there but what the file says, as for whoever opens the database.
    opened = {"PATH": os.defpath, "PGSERVICEFILE": str(folder / FILE), "PGSERVICE": "shop"}
    assert psql(server, opened, "--command", WHO) == "shop|shop|t\n"

    client.delete_db_cluster(DBClusterIdentifier="one", SkipFinalSnapshot=True)
    databases.follow()
    assert [path.name for path in folder.iterdir()] == [FILE]
    assert services.read(folder) == []


def test_a_host_that_nobody_plays_is_told(databases: Databases) -> None:
    databases.follow()
    with pytest.raises(Failure, match=r"no PostgreSQL runs in the place of elsewhere$"):
        databases.server("elsewhere")


def test_a_server_that_does_not_start_is_told_and_tried_again_after_a_while(
    client: Any,  # noqa: ANN401 - boto3's
    databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host = endpoint(client, "one")
    (tmp_path / "databases").touch()
    databases.follow()
    (tmp_path / "databases").unlink()
    databases.follow()
    with pytest.raises(Failure, match=r"in the place of one(.|\n)*Not a directory"):
        databases.server(host)
    assert not (tmp_path / "databases").exists()

    later = time.monotonic() + AGAIN_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    monkeypatch.setattr(Databases, "_start", lambda *_: fake_server(host))
    databases.follow()
    assert databases.server(host).endpoint.hosts == (host,)


def test_why_a_server_did_not_start_is_forgotten_with_its_cluster(
    client: Any,  # noqa: ANN401 - boto3's
    databases: Databases,
    tmp_path: Path,
) -> None:
    host = endpoint(client, "one")
    (tmp_path / "databases").touch()
    databases.follow()
    client.delete_db_cluster(DBClusterIdentifier="one", SkipFinalSnapshot=True)
    databases.follow()
    with pytest.raises(Failure, match=rf"no PostgreSQL runs in the place of {host}$"):
        databases.server(host)


def fake_server(host: str) -> Any:  # noqa: ANN401 - a server
    """Return what stands for a server that runs."""
    server = mock.Mock(spec=Postgres)
    server.endpoint = ClusterEndpoint(hosts=(host,), port=5432, master="master", password="")
    server.failure.return_value = None
    return server


def test_a_server_that_ended_by_itself_is_told(
    client: Any,  # noqa: ANN401 - boto3's
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host = endpoint(client, "one")
    ended = fake_server(host)
    monkeypatch.setattr(Databases, "_start", lambda *_: ended)
    databases.follow()
    databases.check()
    ended.failure.return_value = "it ended with status -9"
    with pytest.raises(Failure, match=f"the place of {host} is gone: it ended with status -9"):
        databases.check()


def test_of_two_clusters_with_one_database_the_later_one_is_opened(
    client: Any,  # noqa: ANN401 - boto3's
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "databases").mkdir()
    hosts = [endpoint(client, name) for name in ("one", "two", "three", "four")]
    starts: list[str] = []

    def start(_: Databases, cluster: Any) -> Any:  # noqa: ANN401 - moto's
        starts.append(cluster.endpoint)
        return fake_server(cluster.endpoint)

    monkeypatch.setattr(Databases, "_start", start)
    monkeypatch.setattr(joint, "_logins", lambda _: [("shop", "shop")])
    written: list[str] = []
    monkeypatch.setattr(
        services,
        "write",
        lambda _, logins: written.extend(each.server.endpoint.hosts[0] for each in logins),
    )
    databases.follow()
    databases.tell_logins()
    assert (starts, written) == (hosts, hosts)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"MasterUsername": 'a"\nCREATE ROLE b SUPERUSER LOGIN'}, "is no master user for RDS"),
        ({"DBClusterIdentifier": "../elsewhere"}, "is no identifier of a cluster for RDS"),
    ],
)
def test_a_cluster_that_rds_would_not_take_has_no_server(
    client: Any,  # noqa: ANN401 - boto3's
    databases: Databases,
    tmp_path: Path,
    changed: dict[str, str],
    reason: str,
) -> None:
    client.create_db_cluster(**{"DBClusterIdentifier": "one", **CLUSTER, **changed})
    databases.follow()
    with pytest.raises(Failure, match=reason):
        databases.server("one")
    assert list(tmp_path.iterdir()) == []


def is_ready(pid_file: Path) -> bool:
    """Tell whether a server takes connections; PostgreSQL's own starts before it leave no file."""
    try:
        return "ready" in pid_file.read_text()
    except FileNotFoundError:
        return False


def test_servers_end_with_the_local_aws(staging_config: EnvironmentConfig, tmp_path: Path) -> None:
    if reason := programs.missing():
        pytest.skip(reason)
    record, folder = tmp_path / "server.json", tmp_path / "databases"
    server = local_aws.start(
        staging_config, record, tmp_path / "log", kubernetes=tmp_path / "kubernetes"
    )
    try:
        session = boto3.Session("any", "keys", region_name="eu-west-1")
        there = session.client("rds", endpoint_url=server.endpoint)
        there.create_db_cluster(DBClusterIdentifier="one", **CLUSTER)
        pid_file = folder / "one/data/postmaster.pid"
        eventually(lambda: is_ready(pid_file))
        family = psutil.Process(server.pid).children(recursive=True)
        assert family
    finally:
        local_aws.stop(server, record)
    assert not any(process.is_running() for process in family)
    assert [*folder.iterdir()] == []


def test_the_local_aws_ends_with_a_server(
    staging_config: EnvironmentConfig, tmp_path: Path
) -> None:
    if reason := programs.missing():
        pytest.skip(reason)
    record, log = tmp_path / "server.json", tmp_path / "log"
    server = local_aws.start(staging_config, record, log, kubernetes=tmp_path / "kubernetes")
    try:
        session = boto3.Session("any", "keys", region_name="eu-west-1")
        there = session.client("rds", endpoint_url=server.endpoint)
        there.create_db_cluster(DBClusterIdentifier="one", **CLUSTER)
        pid_file = tmp_path / "databases/one/data/postmaster.pid"
        eventually(lambda: is_ready(pid_file))
        os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)
        psutil.Process(server.pid).wait(PATIENCE_SECONDS)
        assert server.process(record) is None
    finally:
        local_aws.stop(server, record)
    assert "is gone: it ended with status -9" in log.read_text()
    assert [*(tmp_path / "databases").iterdir()] == []
