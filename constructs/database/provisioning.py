"""The SQL that gives each application its database, as a script for psql.

It is run by the master user, who on Aurora is no superuser but may create roles and databases. It
can be run again at any time: it makes what is missing and corrects what was changed by hand. It
never drops anything: the database of an application that is gone keeps its data.

The roles follow what AWS asks for IAM authentication:
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
"""

import re
from collections.abc import Sequence

from config.applications.database import ApplicationDatabase

# PostgreSQL cuts longer names off, and two that are cut alike are one:
# https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
LONGEST_NAME = 63
_NAME = re.compile(r"[a-z][a-z0-9_-]*")

_PREAMBLE = """\
\\set ON_ERROR_STOP on
\\set QUIET on
SET client_min_messages = warning;
-- Two runs at once must not both find that a role is missing; any number serves.
SELECT pg_advisory_lock(7205759403) \\g /dev/null
-- Applications have no business in the administrators' database.
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
"""

_APPLICATION = """
-- {application}
SELECT 'CREATE ROLE {owner}' WHERE NOT EXISTS
  (SELECT FROM pg_roles WHERE rolname = {owner_text}) \\gexec
ALTER ROLE {owner} NOLOGIN NOCREATEDB NOCREATEROLE PASSWORD NULL;
SELECT 'CREATE ROLE {login}' WHERE NOT EXISTS
  (SELECT FROM pg_roles WHERE rolname = {login_text}) \\gexec
ALTER ROLE {login} LOGIN INHERIT NOCREATEDB NOCREATEROLE PASSWORD NULL;
-- To hand a database to a role, one must be a member of it.
GRANT {owner} TO CURRENT_USER;
SELECT 'CREATE DATABASE {database} OWNER {owner}' WHERE NOT EXISTS
  (SELECT FROM pg_database WHERE datname = {database_text}) \\gexec
ALTER DATABASE {database} OWNER TO {owner};
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT {owner}, rds_iam TO {login};
-- What the application makes belongs to the owner, and outlives the login.
ALTER ROLE {login} IN DATABASE {database} SET role TO {owner};
"""


class SqlName:
    """A name of a role or a database, which no quoting can turn into anything else.

    Args:
        name: 1 to 63 lower-case letters, digits, hyphens and underscores, a letter first.

    Raises:
        ValueError: It is not such a name.
    """

    def __init__(self, name: str) -> None:
        if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            raise ValueError(
                f"{name!r} is no name for a role or a database: allowed are up to {LONGEST_NAME}"
                " lower-case letters, digits, hyphens and underscores, a letter first"
            )
        self._name = name

    @property
    def identifier(self) -> str:
        """The name as SQL writes an identifier."""
        return f'"{self._name}"'

    @property
    def text(self) -> str:
        """The name as SQL writes a text."""
        return f"'{self._name}'"


def provisioning_script(databases: Sequence[ApplicationDatabase]) -> str:
    """Return the script that makes these databases, with their roles.

    Raises:
        ValueError: A name is not one that PostgreSQL should be given.
    """
    return _PREAMBLE + "".join(_application(database) for database in databases)


def _application(database: ApplicationDatabase) -> str:
    name, owner, login = SqlName(database.name), SqlName(database.owner), SqlName(database.login)
    return _APPLICATION.format(
        application=database.application,
        database=name.identifier,
        database_text=name.text,
        owner=owner.identifier,
        owner_text=owner.text,
        login=login.identifier,
        login_text=login.text,
    )
