"""The command `python -m delivery orphans`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from config.environment import environment_name, load_environment
from delivery.account import Account
from delivery.options import OUTPUT, Folder
from delivery.orphans.report import as_json, shown, write_imports
from delivery.orphans.search import search
from ops.command import ends_well, plain_console
from ops.session import session_of


def orphans_command(
    folder: Folder = OUTPUT,
    *,
    imports: Annotated[bool, typer.Option("--imports", help="Write import blocks there.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what carries the tags of PLATFORM_ENV and no state knows; status 1 if there is any."""
    with ends_well():
        config = load_environment(environment_name())
        now = datetime.now(UTC)
        found = search(Account(session_of(config), config), folder, now)
        if json:
            typer.echo(as_json(found))
        else:
            shown(found, config.name, now, plain_console())
        if imports:
            for file in write_imports(found):
                plain_console(stderr=True).print(f"wrote {file}")
        if found.orphans:
            raise typer.Exit(1)
