from concurrent.futures import ThreadPoolExecutor
from subprocess import CompletedProcess
from typing import Protocol

import pytest

from config.applications.database import ApplicationDatabase
from constructs.database.provisioning import LONGEST_NAME, SqlName, provisioning_script

BACKEND = ApplicationDatabase(application="app-backend")
ORDERS = ApplicationDatabase(application="app-orders")
SCRIPT = provisioning_script([BACKEND, ORDERS])

# All that the script could change: roles, memberships, databases, their rights and settings.
STATE = """
SELECT rolname, rolcanlogin, rolcreatedb, rolcreaterole, rolsuper, rolinherit FROM pg_roles
  WHERE rolname !~ '^pg_' ORDER BY 1;
SELECT roleid::regrole, member::regrole, admin_option FROM pg_auth_members ORDER BY 1, 2, 3;
SELECT datname, pg_get_userbyid(datdba), datacl FROM pg_database ORDER BY 1;
SELECT setdatabase, setrole::regrole, setconfig FROM pg_db_role_setting ORDER BY 1, 2;
"""


class Postgres(Protocol):
    """The server of conftest.py."""

    def psql(self, sql: str) -> CompletedProcess[str]: ...  # noqa: D102
    def query(self, sql: str, *, user: str = ..., database: str = ...) -> list[str]: ...  # noqa: D102
    def refusal(self, sql: str, *, user: str, database: str) -> str: ...  # noqa: D102


@pytest.fixture
def provisioned(postgres: Postgres) -> Postgres:
    """Return the server after a run of the script, which takes back what other tests changed."""
    postgres.query(SCRIPT)
    return postgres


def as_app(postgres: Postgres, app: ApplicationDatabase, sql: str) -> list[str]:
    """Return the rows that an application gets in its own database."""
    return postgres.query(sql, user=app.login, database=app.name)


def test_a_second_run_changes_nothing(provisioned: Postgres) -> None:
    before = provisioned.query(STATE, user="rdsadmin")
    provisioned.query(SCRIPT)
    assert provisioned.query(STATE, user="rdsadmin") == before
    assert any(BACKEND.owner in row for row in before)


def test_two_runs_at_once_both_succeed(postgres: Postgres) -> None:
    new = ApplicationDatabase(application="app-new")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(postgres.query, [provisioning_script([new])] * 2))
    assert as_app(postgres, new, "SELECT current_database()") == [new.name]


def test_a_run_takes_back_what_was_changed_by_hand(provisioned: Postgres) -> None:
    before = provisioned.query(STATE, user="rdsadmin")
    provisioned.query(
        f'ALTER ROLE "{BACKEND.login}" CREATEDB CREATEROLE NOLOGIN;'
        f'ALTER ROLE "{BACKEND.owner}" CREATEDB CREATEROLE LOGIN;'
        f'ALTER DATABASE "{BACKEND.name}" OWNER TO platform_admin;'
        f'GRANT CONNECT ON DATABASE "{BACKEND.name}" TO PUBLIC;'
        f'REVOKE rds_iam FROM "{BACKEND.login}";'
    )
    provisioned.query(SCRIPT)
    assert provisioned.query(STATE, user="rdsadmin") == before


def test_what_an_application_makes_belongs_to_the_owner_and_lasts(provisioned: Postgres) -> None:
    as_app(provisioned, BACKEND, "CREATE TABLE made (id int); INSERT INTO made VALUES (7);")
    provisioned.query(SCRIPT)
    rows = as_app(
        provisioned,
        BACKEND,
        "SELECT id, tableowner FROM made JOIN pg_tables ON tablename = 'made'",
    )
    assert rows == [f"7|{BACKEND.owner}"]


def test_an_application_that_is_gone_keeps_its_data(provisioned: Postgres) -> None:
    as_app(provisioned, ORDERS, "CREATE TABLE kept (id int)")
    provisioned.query(provisioning_script([BACKEND]))
    assert as_app(provisioned, ORDERS, "SELECT count(*) FROM kept") == ["0"]


@pytest.mark.parametrize("database", [ORDERS.name, "postgres"])
def test_an_application_enters_no_database_but_its_own(
    provisioned: Postgres, database: str
) -> None:
    refusal = provisioned.refusal("SELECT 1", user=BACKEND.login, database=database)
    assert f'permission denied for database "{database}"' in refusal


def test_an_application_that_was_let_in_cannot_read_anothers_tables(provisioned: Postgres) -> None:
    as_app(provisioned, ORDERS, "CREATE TABLE invoices (id int)")
    as_app(provisioned, ORDERS, f'GRANT CONNECT ON DATABASE "{ORDERS.name}" TO PUBLIC')
    refusal = provisioned.refusal(
        "SELECT * FROM invoices", user=BACKEND.login, database=ORDERS.name
    )
    assert "permission denied for table invoices" in refusal


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE ROLE intruder",
        "CREATE DATABASE intruder",
        f'ALTER ROLE "{BACKEND.login}" CREATEROLE',
        "ALTER ROLE platform_admin PASSWORD 'x'",
        f'GRANT "{ORDERS.owner}" TO "{BACKEND.login}"',
        # Without the owner's role, which a session begins with, the login has only its own rights.
        f'SET ROLE NONE; GRANT "{BACKEND.owner}" TO "{ORDERS.login}"',
        f'SET ROLE NONE; GRANT rds_iam TO "{ORDERS.owner}"',
        f'SET ROLE "{ORDERS.owner}"',
        "SET ROLE platform_admin",
        "SELECT * FROM pg_authid",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_an_application_has_no_rights_beyond_its_database(
    provisioned: Postgres, statement: str
) -> None:
    refusal = provisioned.refusal(statement, user=BACKEND.login, database=BACKEND.name)
    assert "permission denied" in refusal or "must " in refusal


def test_an_application_hands_no_role_on(provisioned: Postgres) -> None:
    rows = provisioned.query(
        "SELECT roleid::regrole, member::regrole FROM pg_auth_members"
        " WHERE admin_option AND member::regrole::text ~ 'app-' ORDER BY 1, 2",
        user="rdsadmin",
    )
    assert rows == []


def test_nobody_logs_in_as_an_owner(provisioned: Postgres) -> None:
    refusal = provisioned.refusal("SELECT 1", user=BACKEND.owner, database=BACKEND.name)
    assert "is not permitted to log in" in refusal


def test_logins_authenticate_by_iam_and_have_no_password(provisioned: Postgres) -> None:
    provisioned.query(f"ALTER ROLE \"{BACKEND.login}\" PASSWORD 'x'")
    provisioned.query(SCRIPT)
    rows = provisioned.query(
        "SELECT rolname, rolpassword IS NULL, pg_has_role(rolname, 'rds_iam', 'USAGE')"
        " FROM pg_authid WHERE rolname ~ '^(app-backend|app-orders|platform)' ORDER BY rolname",
        user="rdsadmin",
    )
    assert rows == [
        f"{BACKEND.login}|t|t",
        f"{BACKEND.owner}|t|f",
        f"{ORDERS.login}|t|t",
        f"{ORDERS.owner}|t|f",
        # Whoever has the right of rds_iam loses the password, and the master needs it.
        "platform_admin|t|f",
    ]


def test_the_script_ends_with_its_first_error(postgres: Postgres) -> None:
    script = SCRIPT.replace("ALTER DATABASE", "ALTER NOTHING", 1)
    done = postgres.psql(script)
    assert (done.returncode, done.stderr.count("ERROR")) == (3, 1)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "1st",
        "Upper",
        "semi;colon",
        "quo'te",
        'quo"te',
        "back\\slash",
        "line\nbreak",
        "trailing\n",
        "colon:name",
        "dollar$",
        "ünicode",
        "a" * (LONGEST_NAME + 1),
        'x"; DROP DATABASE postgres; --',
    ],
)
def test_a_name_that_could_leave_its_quotes_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name for a role or a database"):
        SqlName(name)


def test_an_injection_never_reaches_the_script() -> None:
    hostile = ApplicationDatabase(application='x"; DROP DATABASE postgres; --')
    with pytest.raises(ValueError, match="DROP DATABASE"):
        provisioning_script([BACKEND, hostile])
