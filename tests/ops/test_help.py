"""`--help` of every command says how it is called and what its exit statuses mean."""

import ast
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ops.command import ending_of, help_of
from tests.fixtures.checkout import ROOT

ROOMS = ("bench", "delivery", "gameday", "ops", "resilience", "sandbox", "scaffold")
COMMANDS = [
    file.relative_to(ROOT)
    for room in ROOMS
    for file in sorted((ROOT / room).rglob("*.py"))
    if "import typer" in (text := file.read_text(encoding="utf-8"))
    and '__name__ == "__main__"' in text
]
HANDED_ON = ("run(main, __doc__)", "help=help_of(__doc__)", "help=__doc__", "ending_of(__doc__)")
DOC = """Does it: `python -m room`.

It takes
long.

Examples: `python -m room one`;
`python -m room two`.

Exit status: 0; 1 when
it failed.
"""


def test_the_commands_are_found() -> None:
    assert len(COMMANDS) > 15


@pytest.mark.parametrize("file", COMMANDS, ids=str)
def test_a_command_has_an_example_and_says_its_exit_statuses(file: Path) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    told = ending_of(ast.get_docstring(ast.parse(text)))
    assert told.startswith("Example")
    assert "\n\nExit status: 0" in told
    assert any(each in text for each in HANDED_ON)


def test_help_ends_with_both_whatever_the_lines_of_the_source() -> None:
    app = typer.Typer()
    app.command(epilog=ending_of(DOC))(lambda: None)
    *_, examples, _, statuses = CliRunner().invoke(app, ["--help"]).stdout.strip().splitlines()
    assert examples.strip() == "Examples: `python -m room one`; `python -m room two`."
    assert statuses.strip() == "Exit status: 0; 1 when it failed."


def test_a_paragraph_is_one_line_for_the_terminal_to_break() -> None:
    assert "\n\nIt takes long.\n\n" in help_of(DOC)
