"""`--help` of every command says how it is called and what its exit statuses mean."""

import ast
import os
import pty
import subprocess
import sys
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
WITHOUT_ARGUMENTS = ("main.py", "config/schema.py", "resilience/rules/listing.py")
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


@pytest.mark.parametrize("file", [*COMMANDS, *map(Path, WITHOUT_ARGUMENTS)], ids=str)
def test_help_tells_the_exit_statuses_and_does_nothing_else(file: Path, tmp_path: Path) -> None:
    module = file.with_suffix("").as_posix().replace("/", ".").removesuffix(".__main__")
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Exit status" in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_no_color_takes_the_colours_of_a_terminal_away(
    variables: dict[str, str], *, coloured: bool
) -> None:
    terminal, side = pty.openpty()
    kept = {name: each for name, each in os.environ.items() if name != "NO_COLOR"}
    program = [sys.executable, str(ROOT / "ops/help.py")]
    subprocess.run(program, stdout=side, env=kept | variables, check=True)
    os.close(side)
    assert (b"\x1b[" in os.read(terminal, 1 << 16)) is coloured
    os.close(terminal)


@pytest.mark.parametrize("file", WITHOUT_ARGUMENTS)
def test_a_command_without_arguments_refuses_one(file: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", file.removesuffix(".py").replace("/", "."), "all"]
    variables = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"unrecognized arguments: all" in done.stderr


def test_help_ends_with_both_whatever_the_lines_of_the_source() -> None:
    app = typer.Typer()
    app.command(epilog=ending_of(DOC))(lambda: None)
    *_, examples, _, statuses = CliRunner().invoke(app, ["--help"]).stdout.strip().splitlines()
    assert examples.strip() == "Examples: `python -m room one`; `python -m room two`."
    assert statuses.strip() == "Exit status: 0; 1 when it failed."


def test_a_paragraph_is_one_line_for_the_terminal_to_break() -> None:
    assert "\n\nIt takes long.\n\n" in help_of(DOC)
