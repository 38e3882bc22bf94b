"""What survives which failure: `python -m resilience`, and `diff` of two synthesized folders.

Examples: `make resilience`; `python -m resilience --format json`;
`python -m resilience diff main.out cdktf.out`.

Exit status: 0; 1 when the work failed; 2 when the input is wrong; 3 when a finding that is as grave
as `resilience.fail_on` of the environment's file, or graver, is accepted by nobody, or a path
breaks that nobody accepts to break.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from config.environment import environment_name
from config.errors import CommandError, ending
from resilience.delta.markdown import as_markdown
from resilience.delta.search import delta
from resilience.formats import Format, text_of
from resilience.reading import analysed, examined
from resilience.report.console import WIDTH, printed
from resilience.verdict import FAILS

OUTPUT: Final = Path("cdktf.out")

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    help=__doc__,
)


@app.callback()
def report(
    context: typer.Context,
    folder: Annotated[Path, typer.Option(help="The folder that synthesis wrote.")] = OUTPUT,
    form: Annotated[Format, typer.Option("--format", help="What is written.")] = Format.CONSOLE,
    output: Annotated[Path | None, typer.Option(help="The file; standard output without.")] = None,
) -> None:
    """Tell what survives which failure, what does not, and which line causes it."""
    if context.invoked_subcommand is not None:
        return
    with _ends_well():
        found = examined(environment_name(), folder, today=datetime.now(UTC).date())
        if form is Format.CONSOLE and output is None:
            printed(found.analysis, _console())
        else:
            _written(text_of(form, found.analysis, folder), output)
        if found.fails:
            raise typer.Exit(FAILS)


@app.command()
def diff(
    base: Annotated[Path, typer.Argument(help="The folder synthesized before the change.")],
    head: Annotated[Path, typer.Argument(help="The folder synthesized after it.")],
    output: Annotated[Path | None, typer.Option(help="The file; standard output without.")] = None,
) -> None:
    """Tell what is no longer survived, what is survived now, and which part of a change does it."""
    with _ends_well():
        _written(as_markdown(delta(base, head, analysed)), output)


def _written(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def _console() -> Console:
    """Return a console as wide as the terminal; where there is none, as wide as a report."""
    terminal = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if terminal else WIDTH, highlight=False, emoji=False)


@contextmanager
def _ends_well() -> Iterator[None]:
    """Turn what stops a command into its message and its exit status."""
    try:
        yield
    except (CommandError, OSError) as error:
        ended = ending(error)
        sys.stderr.write(f"{ended.report()}\n")
        raise typer.Exit(ended.exit_status) from error


if __name__ == "__main__":
    app()
