"""A PostgreSQL server that plays the endpoint of one Aurora cluster."""

import os
import secrets
import shutil
import subprocess
import time
from pathlib import Path
from typing import Final

import trustme

from ops.command import Failure
from sandbox.databases import aurora
from sandbox.databases.processes import end, environment, free_memory
from sandbox.databases.programs import Programs, unprivileged

START_SECONDS: Final = 300
"""When to give up, for a machine that is busy with other work; the nodes wait for it meanwhile."""
POLL_SECONDS: Final = 0.05
_NETWORK: Final = "127.54"
_LOG_LINES: Final = 20
_SETTINGS: Final = {
    # No socket file, whose path may be too long for the kernel: all come by TLS, as in AWS.
    "unix_socket_directories": "",
    "ssl": "on",
    # The data lives as long as the process: no need to wait for the disk.
    "fsync": "off",
    "shared_buffers": "16MB",
    # In the data's folder, and so gone with it, even where the server is killed.
    "dynamic_shared_memory_type": "mmap",
}
_FILES: Final = {
    "hba_file": "pg_hba.conf",
    "ssl_cert_file": "server.crt",
    "ssl_key_file": "server.key",
    "ssl_ca_file": "ca.crt",
}
_EMPTY: Final = ("--auth=reject", "--encoding=UTF8", "--locale=C", "--no-sync")
_ALONE: Final = (
    *("-c", "exit_on_error=on", "-c", "fsync=off"),
    *("-c", "dynamic_shared_memory_type=mmap"),
)
_WITH_US: Final = ("setpriv", "--pdeathsig=QUIT", "--")
"""The kernel ends the server with the thread that started it, however that ends."""


class Postgres:
    """A server that runs, on a loopback address that nobody else has.

    So its port is the cluster's, and a client needs to know the address only, which its host's name
    would give it in AWS. Its authority's key is in this process alone.

    Args:
        programs: The programs.
        endpoint: Whose place it takes.
        folder: A new folder for its data, certificates and log.

    Attributes:
        address: Where it listens.

    Raises:
        Failure: It did not start.
    """

    def __init__(self, programs: Programs, endpoint: aurora.ClusterEndpoint, folder: Path) -> None:
        self.programs = programs
        self.endpoint = endpoint
        self.folder = folder.resolve()
        self.address = f"{_NETWORK}.{secrets.randbelow(256)}.{1 + secrets.randbelow(254)}"
        self._authority = trustme.CA()
        self.folder.mkdir(mode=0o700, parents=True)
        try:
            self._make()
            self._process = self._start()
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    @property
    def variables(self) -> dict[str, str]:
        """The environment in which psql works here as the master user, but for the password."""
        return {
            "PATH": os.defpath,
            "HOME": str(self.folder),
            "PGHOST": self.endpoint.hosts[0],
            "PGPORT": str(self.endpoint.port),
            "PGUSER": self.endpoint.master,
            "PGSSLMODE": "verify-full",
            "PGCONNECT_TIMEOUT": "60",
            **self.mapping,
        }

    @property
    def mapping(self) -> dict[str, str]:
        """The variables that lead a client here: its address, and who vouches for it."""
        return {"PGHOSTADDR": self.address, "PGSSLROOTCERT": str(self.authority)}

    @property
    def authority(self) -> Path:
        """The certificate of the authority that vouches for it."""
        return self.folder / "ca.crt"

    def issue(self, login: str) -> Path:
        """Make a certificate by which a login gets in; return its file, beside which is its key."""
        return self._issue(f"login-{login}", login, common_name=login)

    def stop(self) -> None:
        """Stop it, and remove what it held."""
        end(self._process)
        free_memory(self.folder / "data/postmaster.pid")
        shutil.rmtree(self.folder)

    def failure(self) -> str | None:
        """Say how it ended by itself, with the end of its log; None while it runs."""
        status = self._process.poll()
        return None if status is None else f"it ended with status {status}: {self._end_of_log()}"

    def _make(self) -> None:
        """Make the certificates, the data, and what is there before anybody can log in."""
        self._write("ca.crt", self._authority.cert_pem.bytes())
        self._issue("server", *self.endpoint.hosts)
        self._write("pg_hba.conf", aurora.authentication(self.endpoint.master).encode())
        self._run("initdb", "-D", "data", f"--username={aurora.SUPERUSER}", *_EMPTY)
        statements = aurora.roles(self.endpoint.master, self.programs.major)
        statements += aurora.password(self.endpoint.master, self.endpoint.password)
        # Without a server: nothing listens yet, and nobody can come first.
        self._run("postgres", "--single", "-D", "data", *_ALONE, "postgres", stdin=statements)

    def _run(self, name: str, *arguments: str, stdin: str = "") -> None:
        try:
            done = subprocess.run(
                [*unprivileged(), *_WITH_US, self._program(name), *arguments],
                cwd=self.folder,
                env=environment(self.folder),
                input=stdin,
                capture_output=True,
                text=True,
                timeout=START_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Failure(
                f"PostgreSQL's data are not made after {START_SECONDS} seconds"
            ) from error
        if done.returncode:
            raise Failure(f"PostgreSQL's data cannot be made: {done.stderr.strip()}")

    def _program(self, name: str) -> str:
        return str(self.programs.folder.resolve() / name)

    def _start(self) -> subprocess.Popen[bytes]:
        listens = {"listen_addresses": self.address, "port": str(self.endpoint.port)}
        files = {key: str(self.folder / name) for key, name in _FILES.items()}
        settings = _SETTINGS | listens | files
        flags = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*unprivileged(), *_WITH_US, self._program("postgres"), "-D", "data", *flags],
                cwd=self.folder,
                env=environment(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
            )
        try:
            self._await(process)
        except BaseException:
            end(process)
            raise
        return process

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failure(f"PostgreSQL did not start: {self._end_of_log()}")
            time.sleep(POLL_SECONDS)

    def _is_ready(self) -> bool:
        """Tell whether it takes connections; its last line says so, as pg_ctl reads it."""
        try:
            lines = (self.folder / "data/postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return bool(lines) and lines[-1].strip() == "ready"

    def _end_of_log(self) -> str:
        lines = (self.folder / "log").read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_LOG_LINES:])

    def _issue(self, name: str, *identities: str, common_name: str | None = None) -> Path:
        leaf = self._authority.issue_cert(*identities, common_name=common_name)
        self._write(f"{name}.key", leaf.private_key_pem.bytes())
        return self._write(f"{name}.crt", leaf.cert_chain_pems[0].bytes())

    def _write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_bytes(data)
        return path
