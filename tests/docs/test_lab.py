"""docs/lab.md: a newcomer's first ten minutes, run as the page has them in a clone."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.clone import clone, environment_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/lab.md").read_text(encoding="utf-8")
# What one run prints, and the next one otherwise.
VARYING = (
    (r"\b\d+(\.\d+)? ?s\b|\b\d+m(\d+s)?\b", "<time>"),
    (r"(?<=127\.0\.0\.1:)\d+", "<port>"),
    (r"-[0-9a-f]{8}\b", "-<hash>"),
    (r"\b\d+ resources\b", "<count> resources"),
    # How many pods wait: of the two Prometheus perhaps none stood in the lost zone.
    (r"\b[12](?=\s+agrees\b)", "<waiting>"),
    (r"[ \t]+", " "),
    (r"[─━-]{3,}", "---"),
)
# As `make` does, but for what sets up: the tools here are others' links.
MAKE = """\
#!/bin/sh
export CHECKPOINT_DISABLE=1 NODE_OPTIONS=--no-deprecation
recipe=$(/usr/bin/env -i PATH="$SYSTEM_PATH" make --dry-run --no-print-directory "$@" |
  grep -E '^(python|pytest) ')
exec sh -ec "$recipe"
"""

KEPT = "<variables>"
KEEP = f"printf '{KEPT}'; env -0"


def blocks() -> Iterator[tuple[str, str]]:
    """Yield each command of the page with what it is to print."""
    for block in re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        for given in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = given.partition("\n")
            yield command, output


def masked(text: str) -> str:
    """Return what is the same in every run."""
    for pattern, name in VARYING:
        text = re.sub(pattern, name, text)
    return "\n".join(line.strip() for line in text.strip().splitlines())


def shown(output: str) -> "re.Pattern[str]":
    """Return a pattern for what a command prints, in which `...` stands for any lines."""
    lines = [re.escape(line) for line in masked(output).splitlines()]
    parts = [r"(?:.*\n)*?" if line == re.escape("...") else rf"{line}\n" for line in lines]
    return re.compile("".join(parts))


@pytest.fixture
def shell(tmp_path: Path) -> Iterator["Shell"]:
    """Return a shell in a clone, which is taken down in the end."""
    made = Shell(clone(tmp_path / "platform"), tmp_path / "bin")
    yield made
    made.run("make down")


class Shell:
    """A person's shell, in which what was evaluated before holds."""

    def __init__(self, folder: Path, programs: Path) -> None:
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        subprocess.run(["git", "add", "."], cwd=folder, check=True)
        programs.mkdir()
        (programs / "make").write_text(MAKE, encoding="utf-8")
        (programs / "make").chmod(0o700)
        variables = environment_of(folder)
        self._folder = folder
        self._variables = variables | {
            "PATH": f"{programs}{os.pathsep}{variables['PATH']}",
            "SYSTEM_PATH": os.environ["PATH"],
            "COLUMNS": "100",
        }

    def run(self, command: str) -> str:
        """Run a command, and return all that it prints."""
        done = subprocess.run(
            ["/bin/sh", "-c", f"{command}\n{KEEP if command.startswith('eval ') else ''}"],
            cwd=self._folder,
            env=self._variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        printed, _, kept = done.stdout.partition(KEPT)
        self._variables |= dict(each.split("=", 1) for each in kept.split("\0") if each)
        return printed


@pytest.mark.slow
@pytest.mark.long
def test_each_command_of_the_lab_prints_what_the_page_shows(shell: Shell) -> None:
    for command, output in blocks():
        printed = shell.run(command)
        told = f"$ {command}\n{masked(printed)}\n"
        assert shown(output).fullmatch(f"{masked(printed)}\n".lstrip("\n")), told
