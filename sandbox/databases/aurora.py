"""Roles, the master user and logins of Aurora PostgreSQL, as its stand-in begins with them."""

import re
from dataclasses import dataclass
from typing import Final

from ops.command import Failure

SUPERUSER: Final = "rdsadmin"
"""AWS's own user: nobody else logs in as it."""
RESTRICTED_GRANTS: Final = 16
"""The major version from which on CREATEROLE alone hands out no role that one has not got."""
OF_THE_MACHINE: Final = (
    "pg_execute_server_program",
    "pg_read_server_files",
    "pg_write_server_files",
)
"""PostgreSQL's own roles that reach beyond the databases; in AWS nobody has them either."""
_MASTER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")
_PASSWORD: Final = re.compile(r"[ -~]{0,128}")


@dataclass(frozen=True, kw_only=True)
class ClusterEndpoint:
    """The properties of an Aurora cluster that its stand-in takes over.

    Attributes:
        hosts: The names of its endpoints, the writer's first.
        port: The port of all.
        master: The name of the master user.
        password: Its password.

    Raises:
        Failure: RDS would take neither the name nor the password. moto takes any, from everybody,
            and a line that begins anew in one would be a statement of the superuser's, or a rule of
            `pg_hba.conf`.
    """

    hosts: tuple[str, ...]
    port: int
    master: str
    password: str

    def __post_init__(self) -> None:
        """Hold the master user to what RDS takes."""
        if not _MASTER.fullmatch(self.master) or not _PASSWORD.fullmatch(self.password):
            raise Failure(
                f"{self.master!r} is no master user for RDS: its name has up to 63 letters, digits"
                " and underscores, a letter first, and its password up to 128 printable characters"
            )


def roles(master: str, major: int) -> str:
    """Return the SQL that makes RDS's roles and the master user, one statement a line.

    The master user is no superuser: it is a member of `rds_superuser`, and may hand out `rds_iam`
    without having it itself, or it would lose its password.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html

    Args:
        master: The name of the master user.
        major: The server's major version.
    """
    statements = [
        "CREATE ROLE rds_iam NOLOGIN",
        "CREATE ROLE rds_password NOLOGIN",
        "CREATE ROLE rds_superuser NOLOGIN",
        "GRANT pg_monitor, pg_signal_backend, rds_password TO rds_superuser",
        f"CREATE ROLE {quoted(master)} LOGIN CREATEROLE CREATEDB",
        f"GRANT rds_superuser TO {quoted(master)}",
        f"ALTER DATABASE postgres OWNER TO {quoted(master)}",
    ]
    if major >= RESTRICTED_GRANTS:
        options = "WITH ADMIN TRUE, INHERIT FALSE, SET FALSE"
        statements.append(f"GRANT rds_iam TO {quoted(master)} {options}")
    else:
        # Who may create roles hands out any there, and so the whole account of who runs the server.
        named = ", ".join(f"'{role}'" for role in OF_THE_MACHINE)
        statements.append(f"DELETE FROM pg_authid WHERE rolname IN ({named})")  # noqa: S608
    return "".join(f"{statement};\n" for statement in statements)


def password(master: str, text: str) -> str:
    """Return the SQL that gives the master user its password, as a line."""
    literal = text.replace("'", "''")
    return f"ALTER ROLE {quoted(master)} PASSWORD '{literal}';\n"


def authentication(master: str) -> str:
    """Return the server's `pg_hba.conf`, of which the first line that fits counts.

    All by TLS. The master user has a password. Who has `rds_iam` has none: in AWS a token of IAM
    says who it is, here a certificate with its name. Everybody else stays out.

    Args:
        master: The name of the master user.
    """
    return (
        f"hostssl all {quoted(master)} all scram-sha-256\n"
        "hostssl all +rds_iam all cert\n"
        "host all all all reject\n"
    )


def quoted(name: str) -> str:
    """Return a name as SQL and `pg_hba.conf` write an identifier that is taken as it is."""
    return '"' + name.replace('"', '""') + '"'
