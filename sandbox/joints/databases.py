"""Makes PostgreSQL servers follow the Aurora clusters of the local AWS."""

import logging
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from moto.rds.models import DBCluster, rds_backends

from ops.command import Failure
from sandbox.databases import programs, services
from sandbox.databases.aurora import ClusterEndpoint
from sandbox.databases.postgres import Postgres
from sandbox.joints.secret_values import secret_property

ENGINE: Final = "aurora-postgresql"
AGAIN_SECONDS: Final = 60.0
"""When a server that did not start is tried again."""
QUICK: Final = "-c statement_timeout=60s"
# Who logs in by IAM, and the databases that each may enter.
_LOGINS: Final = """
SELECT datname, rolname FROM pg_database, pg_roles
WHERE rolcanlogin AND NOT rolsuper AND pg_has_role(rolname, 'rds_iam', 'USAGE')
  AND NOT datistemplate AND has_database_privilege(rolname, datname, 'CONNECT')
  AND datname ~ '^[a-z][a-z0-9_-]*$' AND rolname ~ '^[a-z][a-z0-9_-]*$'
"""
_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,62}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Failed:
    """Why a cluster has no server, and when to try again, by time.monotonic()."""

    reason: str
    again: float


class Databases:
    """The servers, each in the place of one cluster.

    Args:
        account: The account of the local AWS.
        folder: The folder of their data; there is none before the first runs.
    """

    def __init__(self, *, account: str, folder: Path) -> None:
        self._account = account
        self._folder = folder
        self._running: dict[str, Postgres] = {}
        self._failed: dict[str, _Failed] = {}

    def follow(self) -> None:
        """Start a server for each cluster that has none, and stop those whose cluster is gone."""
        clusters = self._clusters()
        for arn in self._running.keys() - clusters.keys():
            self._running.pop(arn).stop()
            self.tell_logins()
        self._failed = {arn: each for arn, each in self._failed.items() if arn in clusters}
        waits = {arn for arn, each in self._failed.items() if time.monotonic() < each.again}
        for arn in [each for each in clusters if each not in {*self._running, *waits}]:
            self._failed.pop(arn, None)
            try:
                self._running[arn] = self._start(clusters[arn])
            except Exception as failure:  # noqa: BLE001 - whatever was put into the local AWS
                _log.error("%s has no database server: %s", arn, failure)
                self._failed[arn] = _Failed(str(failure), time.monotonic() + AGAIN_SECONDS)
        # In the order in which the clusters were made: of two with one database, as after a
        # restore, the later one is the one in use.
        self._running = {arn: self._running[arn] for arn in clusters if arn in self._running}

    @property
    def running(self) -> bool:
        """Whether a server runs."""
        return bool(self._running)

    def check(self) -> None:
        """Make sure that every server runs.

        Raises:
            Failure: One or more ended by themselves.
        """
        failures = [
            f"the PostgreSQL in the place of {server.endpoint.hosts[0]} is gone: {failure}"
            for server in self._running.values()
            if (failure := server.failure())
        ]
        if failures:
            raise Failure("\n".join(failures))

    def stop(self) -> None:
        """Stop all servers, and remove what they held."""
        while self._running:
            self._running.popitem()[1].stop()

    def server(self, host: str) -> Postgres:
        """Return the server in the place of a host.

        Raises:
            Failure: None runs there.
        """
        for server in self._running.values():
            if host in server.endpoint.hosts:
                self.check()
                return server
        reasons = "; ".join(each.reason for each in self._failed.values())
        raise Failure(f"no PostgreSQL runs in the place of {host}" + f": {reasons}" * bool(reasons))

    def tell_logins(self) -> None:
        """Write down who may log in by now, for `make psql`.

        Raises:
            Failure: A server does not tell.
        """
        logins = [
            services.Login(server=server, database=database, user=user)
            for server in self._running.values()
            for database, user in _logins(server)
        ]
        if self._folder.exists():
            services.write(self._folder, logins)

    def _clusters(self) -> dict[str, DBCluster]:
        """Return the clusters by ARN; without a master user's secret nobody could log in."""
        return {
            cluster.db_cluster_arn: cluster
            for backend in list(rds_backends[self._account].values())
            for cluster in list(backend.clusters.values())
            if cluster.engine == ENGINE and hasattr(cluster, "master_user_secret")
        }

    def _start(self, cluster: DBCluster) -> Postgres:
        name = cluster.db_cluster_identifier
        # moto takes any, and the name is a folder here.
        if not _IDENTIFIER.fullmatch(name):
            raise Failure(f"{name!r} is no identifier of a cluster for RDS")
        secret = cluster.master_user_secret.secret_arn
        endpoint = ClusterEndpoint(
            hosts=(cluster.endpoint, cluster.reader_endpoint),
            port=int(cluster.port),
            master=secret_property(self._account, secret, "username"),
            password=secret_property(self._account, secret, "password"),
        )
        found = programs.find(int(str(cluster.engine_version).partition(".")[0]))
        server = Postgres(found, endpoint, self._folder / name)
        _log.info("PostgreSQL %s at %s plays %s", found.major, server.address, cluster.endpoint)
        return server


def _logins(server: Postgres) -> list[tuple[str, str]]:
    secret = {"PGPASSWORD": server.endpoint.password, "PGDATABASE": "postgres"}
    done = subprocess.run(
        [str(server.programs.psql), "--no-psqlrc", "--csv", "--tuples-only", "--command", _LOGINS],
        env=server.variables | secret | {"PGOPTIONS": QUICK},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(f"PostgreSQL does not tell who may log in: {done.stderr.strip()}")
    # Others than the platform's names are left out: they could have commas and quotes.
    return [(database, user) for database, user in (row.split(",") for row in done.stdout.split())]
