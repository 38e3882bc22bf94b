"""What Aurora PostgreSQL has before its master user logs in first, and who gets in how."""

from dataclasses import dataclass
from typing import Final

SUPERUSER: Final = "rdsadmin"
"""AWS's own user: nobody else logs in as it."""
RESTRICTED_GRANTS: Final = 16
"""The major version from which on CREATEROLE alone hands out no role that one has not got."""


@dataclass(frozen=True, kw_only=True)
class ClusterEndpoint:
    """What of an Aurora cluster its stand-in has.

    Attributes:
        hosts: The names of its endpoints, the writer's first.
        port: The port of all.
        master: The name of the master user.
        password: Its password.
    """

    hosts: tuple[str, ...]
    port: int
    master: str
    password: str


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
