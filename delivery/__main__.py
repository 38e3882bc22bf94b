"""The command: `python -m delivery`, for the environment that `PLATFORM_ENV` names."""

from pathlib import Path
from typing import Annotated

import typer

from config.environment import environment_name, load_environment
from delivery.verify.folder import verify
from ops.command import ends_well, plain_console

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def main() -> None:
    """What the pipelines do; all of it can be tried on a laptop."""


@app.command("verify")
def verify_command(
    folder: Annotated[Path, typer.Argument(help="The folder that synthesis wrote.")] = Path(
        "cdktf.out"
    ),
) -> None:
    """Say whether stacks that others synthesized may be planned with an identity.

    Exit status: 0, or 2 when something in the folder is not known here (what: standard error).
    """
    with ends_well():
        for stack in verify(folder, load_environment(environment_name())):
            plain_console().print(f"{stack}: nothing in it but what is known here")


if __name__ == "__main__":
    app()
