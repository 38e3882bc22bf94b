import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from ops.command import Failure
from sandbox.databases import programs
from sandbox.databases.aurora import OF_THE_MACHINE, ClusterEndpoint
from sandbox.databases.postgres import Postgres
from tests.patience import eventually
from tests.sandbox.databases.conftest import ENDPOINT

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


@pytest.mark.parametrize("major", [14, 18])
def test_the_master_user_reaches_nothing_of_the_machine(
    aurora: Postgres, tmp_path: Path, major: int
) -> None:
    found = programs.find(major)
    if found.major != major:
        pytest.skip(f"PostgreSQL {major} is not installed")
    same = major == aurora.programs.major
    server = aurora if same else Postgres(found, ENDPOINT, tmp_path / "one")
    try:
        granted = [psql(server, f"GRANT {role} TO CURRENT_USER") for role in OF_THE_MACHINE]
        executed = psql(server, "COPY (SELECT 1) TO PROGRAM 'true'")
    finally:
        if not same:
            server.stop()
    assert [done.returncode for done in granted] == [1, 1, 1]
    assert "COPY to or from an external program" in executed.stderr


def test_one_that_is_killed_leaves_no_memory(aurora: Postgres, tmp_path: Path) -> None:
    server = Postgres(aurora.programs, ENDPOINT, tmp_path / "one")
    lines = (server.folder / "data/postmaster.pid").read_text().splitlines()
    assert [*(server.folder / "data/pg_dynshmem").iterdir()]
    assert lines[6].split()[1] in memory()
    os.kill(int(lines[0]), signal.SIGKILL)
    eventually(lambda: server.failure() is not None)
    server.stop()
    # The kernel keeps it until the last of the server's processes has ended.
    eventually(lambda: lines[6].split()[1] not in memory())


def memory() -> set[str]:
    """Return the numbers of the kernel's pieces of shared memory."""
    table = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    return {line.split()[1] for line in table}


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
