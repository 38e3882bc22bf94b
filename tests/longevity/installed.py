"""Virtual environments of the variants, in a cache outside of the tree, and copies of the code."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from bench.project import copied_project
from tests.fixtures.checkout import ROOT
from tests.longevity.variants import Variant

CACHE: Final = (
    Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    / "high-availability-platform"
    / "longevity"
)
_DONE: Final = "set-up"


def python_of(variant: Variant, interpreter: Path) -> Path:
    """Return the Python of a virtual environment with all that a variant asks for.

    It is made once, for each set of requirements; the ones before it go.

    Args:
        variant: The variant.
        interpreter: A Python of its version.
    """
    wanted = variant.requirements
    stem = re.sub(r"\W+", "-", variant.name).lower()
    digest = hashlib.sha256(f"{interpreter.resolve()}\n{wanted}".encode()).hexdigest()[:16]
    folder = CACHE / f"{stem}-{digest}"
    if not (folder / _DONE).is_file():
        for before in CACHE.glob(f"{stem}-{'?' * 16}"):
            shutil.rmtree(before)
        subprocess.run([interpreter, "-m", "venv", folder], check=True)
        listed = folder / "requirements.txt"
        listed.write_text(wanted, encoding="utf-8")
        _install(folder / "bin/python", listed)
        (folder / _DONE).touch()
    return folder / "bin/python"


def copy_of_the_code(variant: Variant, folder: Path) -> Path:
    """Return a copy of the tests' own checkout, with the variant's names of packages.

    Args:
        variant: The variant.
        folder: Where the copy is made.
    """
    copy = copied_project(folder, tools=ROOT)
    for file in copy.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        renamed = text
        for before, after in variant.renames:
            renamed = re.sub(before, after, renamed, flags=re.MULTILINE)
        if renamed != text:
            file.write_text(renamed, encoding="utf-8")
    return copy


def _install(python: Path, listed: Path) -> None:
    """Install what a file lists and nothing else, from where pip's own configuration says."""
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile")
    subprocess.run(
        [python, "-m", "pip", "install", *options, "--require-hashes", "--requirement", listed],
        check=True,
    )
