"""The command `python -m delivery teardown`."""

import signal
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from config.environment import environment_name, load_environment
from config.model import EnvironmentConfig
from delivery.account import Account
from delivery.environments import refuse_unless_confirmed
from delivery.options import OUTPUT, Folder
from delivery.orphans.report import shown
from delivery.orphans.search import search
from delivery.teardown.steps import Teardown
from delivery.teardown.waiting import Clock
from delivery.terraform import Terraform
from ops.command import Failure, ends_well, plain_console
from ops.session import session_of

INTERRUPTED: Final = 130
KEPT: Final = (
    "{name} is gone from AWS. What make bootstrap made is left, such as the state bucket and the"
    " lock table, and keys and snapshots that AWS keeps for a while: docs/runbooks/teardown.md"
)


def teardown_command(
    folder: Folder = OUTPUT,
    *,
    confirm: Annotated[str, typer.Option(help="The name of the environment, once more.")] = "",
    minutes: Annotated[int, typer.Option(min=1, help="How long it may take.")] = 180,
) -> None:
    """Take PLATFORM_ENV out of AWS; status 1 if something stays: again, it goes on from there."""
    # A cancelled job is let save Terraform's state, as is Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = plain_console()
    with ends_well():
        config = load_environment(environment_name())
        account = Account(session_of(config), config)
        deadline = time.monotonic() + 60 * minutes
        work = Teardown(
            account=account,
            folder=folder,
            clock=Clock(deadline=deadline),
            terraform=partial(_terraform, deadline=deadline),
        )
        stacks = work.checked()
        _confirmed(config, confirm)
        try:
            for line in work.run(stacks):
                console.print(f"==> {line}")
        except KeyboardInterrupt as interrupt:
            console.print("Interrupted. Given again, the command goes on from here.")
            raise typer.Exit(INTERRUPTED) from interrupt
        now = datetime.now(UTC)
        found = search(account, folder, now)
        if found.orphans:
            shown(found, config.name, now, console)
            raise Failure("What Terraform knew is gone; the above is left, and costs.")
        console.print(KEPT.format(name=config.name))


def _terraform(folder: Path, *, deadline: float) -> Terraform:
    return Terraform(folder=folder, deadline=deadline)


def _confirmed(config: EnvironmentConfig, confirm: str) -> None:
    """Return if its name was given once more, by an option or at the terminal."""
    if not confirm and sys.stdin.isatty():
        snapshot = "a final snapshot is kept" if config.database.backup.final_snapshot else "gone"
        confirm = typer.prompt(
            f"This destroys {config.name} in the account {config.account_id}; its data: {snapshot}."
            "\nType the environment's name to go on"
        )
    refuse_unless_confirmed(config.name, confirm)
