"""The file by which `psql` finds the databases: libpq's connection services.

https://www.postgresql.org/docs/current/libpq-pgservice.html
"""

import configparser
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.databases.postgres import Postgres

FILE: Final = "services.conf"


@dataclass(frozen=True, kw_only=True)
class Login:
    """A login that enters a database.

    Attributes:
        server: The server.
        database: The database.
        user: The login.
    """

    server: Postgres
    database: str
    user: str


def write(folder: Path, logins: Iterable[Login]) -> None:
    """Write a service for each database, with a certificate of its login.

    Args:
        folder: The folder of the database servers.
        logins: Who enters what. Of two that enter databases of one name the later one counts.
    """
    file = configparser.RawConfigParser()
    for login in logins:
        certificate = login.server.issue(login.user)
        file[login.database] = {
            "host": login.server.endpoint.hosts[0],
            "hostaddr": login.server.address,
            "port": str(login.server.endpoint.port),
            "dbname": login.database,
            "user": login.user,
            "sslmode": "verify-full",
            "sslrootcert": str(login.server.authority),
            "sslcert": str(certificate),
            "sslkey": str(certificate.with_suffix(".key")),
        }
    whole = folder / f"{FILE}.new"
    with whole.open("w", encoding="utf-8") as written:
        file.write(written, space_around_delimiters=False)
    whole.replace(folder / FILE)


def read(folder: Path) -> list[str]:
    """Return the names of the databases that can be opened, sorted."""
    file = configparser.RawConfigParser()
    file.read(folder / FILE, encoding="utf-8")
    return sorted(file.sections())
