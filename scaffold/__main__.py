"""Writes a new application, addon or environment that passes every check as it is.

Examples: `python -m scaffold app shop`; `python -m scaffold environment dev`.

Exit status: 0; 1 when a file cannot be written; 2 when the name is wrong or taken, or the platform
has mistakes with it. Unless it is 0, nothing was written.
"""

from typing import Annotated

import typer

from ops.command import ends_well, help_of, plain_console
from scaffold.addon import new_addon
from scaffold.application import new_application
from scaffold.environment import new_environment

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=help_of(__doc__),
)
Name = Annotated[str, typer.Argument(help="Its name: lower-case letters, digits and hyphens.")]


@app.command("app")
def application_command(name: Name) -> None:
    """Write helm/apps/NAME: three pods over the zones, of an image that is to be replaced."""
    with ends_well():
        plain_console().print(new_application(name))


@app.command("addon")
def addon_command(name: Name) -> None:
    """Write helm/addons/NAME: a chart of others, whose place is to be filled in."""
    with ends_well():
        plain_console().print(new_addon(name))


@app.command("environment")
def environment_command(name: Name) -> None:
    """Write config/environments/NAME.yaml and its job in deploy.yml; no production at first."""
    with ends_well():
        plain_console().print(new_environment(name))


if __name__ == "__main__":
    app()
