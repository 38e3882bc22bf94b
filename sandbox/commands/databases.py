"""Shows the databases of applications, and opens one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console

from ops.command import Failure, Refusal
from sandbox.commands.server import required_server
from sandbox.databases import programs, runs, services
from sandbox.paths import DATABASES


def psql(application: str) -> NoReturn:
    """Become psql, in the database of an application, as the login of the application.

    Raises:
        ProgramsMissing: PostgreSQL is not there.
        Refusal: There is no sandbox, or the application has no database in it.
    """
    required_server("there is no database to open")
    client = programs.find(0).psql
    known = services.read(DATABASES)
    if application not in known:
        raise Refusal(
            f"No application {application!r} has a database in the sandbox. Those that have one:"
            f" {', '.join(known) or 'none'}. `make psql APP=<application>` opens it;"
            " `database: true` in an application's platform.yaml, and `make up`, make another."
        )
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    file = str((DATABASES / services.FILE).resolve())
    os.execve(client, [str(client), f"service={application}"], others | {"PGSERVICEFILE": file})  # noqa: S606 - no shell is meant


def show_databases(console: Console) -> None:
    """Show which applications have a database; why none has, where PostgreSQL is missing."""
    missing = programs.missing()
    if missing:
        console.print(f"databases: not made, the Job is only marked complete: {missing}")
    elif made := services.read(DATABASES):
        console.print(f"databases: {', '.join(made)} (`make psql APP={made[0]}` opens one)")


@contextmanager
def jobs_told() -> Iterator[None]:
    """Add to a failure what Jobs said that failed meanwhile: Helm says only which did."""
    before = list(runs.failed(DATABASES))
    try:
        yield
    except Failure as failure:
        new = [run for run in runs.failed(DATABASES) if run not in before]
        said = [f"The Job {run.job} said:\n{run.output}" for run in new]
        # Its kind says what becomes of the local AWS.
        failure.args = ("\n\n".join([str(failure), *said]),)
        raise
