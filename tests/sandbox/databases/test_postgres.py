import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from ops.command import Failure
from sandbox.databases.aurora import ClusterEndpoint
from sandbox.databases.postgres import Postgres
from tests.patience import eventually

pytestmark = pytest.mark.slow


def psql(server: Postgres, sql: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a statement, as the master user unless the variables say otherwise."""
    return subprocess.run(
        [server.programs.psql, "--no-psqlrc", "--tuples-only", "--no-align", "--command", sql],
        env={
            **server.variables,
            "PGPASSWORD": server.endpoint.password,
            "PGDATABASE": "postgres",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def certificate(server: Postgres, login: str) -> dict[str, str]:
    """Return what lets a login in."""
    file = server.issue(login)
    return {"PGSSLCERT": str(file), "PGSSLKEY": str(file.with_suffix(".key"))}


@pytest.fixture
def login(aurora: Postgres) -> str:
    """A login by IAM."""
    psql(aurora, "CREATE ROLE shop LOGIN; GRANT rds_iam TO shop")
    return "shop"


@pytest.mark.parametrize("host", [0, 1])
def test_the_master_user_logs_in_at_either_endpoint_that_proves_its_name(
    aurora: Postgres, host: int
) -> None:
    done = psql(aurora, "SELECT current_user", PGHOST=aurora.endpoint.hosts[host])
    assert done.stdout == "platform_admin\n", done.stderr


def test_the_master_user_is_no_superuser_and_may_hand_out_iam(aurora: Postgres) -> None:
    done = psql(
        aurora,
        "SELECT rolsuper, pg_has_role('rds_superuser', 'MEMBER'), pg_has_role('rds_iam', 'USAGE')"
        " FROM pg_roles WHERE rolname = current_user",
    )
    assert done.stdout == "f|t|f\n", done.stderr


def test_a_login_by_iam_gets_in_with_a_certificate_of_its_name(
    aurora: Postgres, login: str
) -> None:
    done = psql(aurora, "SELECT current_user", PGUSER=login, **certificate(aurora, login))
    assert done.stdout == f"{login}\n", done.stderr


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"PGPASSWORD": "wrong"}, "password authentication failed"),
        ({"PGSSLMODE": "disable"}, "pg_hba.conf rejects connection"),
        ({"PGHOST": "elsewhere.example.com"}, "does not match host name"),
        ({"PGUSER": "rdsadmin"}, "pg_hba.conf rejects connection"),
        ({"PGUSER": "shop"}, "requires a valid client certificate"),
    ],
)
def test_nobody_gets_in_otherwise(
    aurora: Postgres, login: str, variables: dict[str, str], reason: str
) -> None:
    assert login == "shop"
    assert reason in psql(aurora, "SELECT 1", **variables).stderr


def test_a_login_does_not_get_in_with_the_certificate_of_another(
    aurora: Postgres, login: str
) -> None:
    done = psql(aurora, "SELECT 1", PGUSER=login, **certificate(aurora, "other"))
    assert "certificate authentication failed" in done.stderr


def test_it_listens_on_its_own_loopback_address_only(aurora: Postgres) -> None:
    (server,) = [
        process
        for process in psutil.Process().children()
        if aurora.address in " ".join(process.cmdline())
    ]
    listening = {
        each.laddr.ip for each in server.net_connections() if each.status == psutil.CONN_LISTEN
    }
    assert listening == {aurora.address}
    assert aurora.address.startswith("127.")


def test_what_it_writes_is_its_owners_alone(aurora: Postgres) -> None:
    assert aurora.folder.stat().st_mode & 0o077 == 0
    keys = [*aurora.folder.glob("*.key")]
    assert keys
    assert {key.stat().st_mode & 0o077 for key in keys} == {0}


def test_the_password_is_on_no_command_line_and_in_no_file(aurora: Postgres) -> None:
    secret = aurora.endpoint.password.encode()
    found = [
        file for file in aurora.folder.rglob("*") if file.is_file() and secret in file.read_bytes()
    ]
    assert found == []


def test_one_that_cannot_start_says_why(aurora: Postgres, tmp_path: Path) -> None:
    no_port = ClusterEndpoint(hosts=("one",), port=0, master="master", password="")
    with pytest.raises(Failure, match="port"):
        Postgres(aurora.programs, no_port, tmp_path / "one")
    assert list(tmp_path.iterdir()) == []


def test_it_does_not_outlive_a_process_that_is_killed(aurora: Postgres, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    program = f"""
        import time
        from pathlib import Path
        from sandbox.databases.aurora import ClusterEndpoint
        from sandbox.databases.postgres import Postgres
        from sandbox.databases.programs import find
        endpoint = ClusterEndpoint(hosts=("one",), port=5432, master="master", password="")
        server = Postgres(find({aurora.programs.major}), endpoint, Path({str(folder)!r}))
        print(server._process.pid, flush=True)
        time.sleep(600)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        server = psutil.Process(int(parent.stdout.readline()))
        family = [server, *server.children()]
        os.kill(parent.pid, signal.SIGKILL)
    eventually(lambda: not any(process.is_running() for process in family))
