"""What `make setup` finds to do; nothing is done."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
READ = ("Makefile", "Pipfile.lock", "package-lock.json", "ops/setup", "tools")
MADE = (".venv", ".tools/checkov", "node_modules")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder in which `make setup` has done everything."""
    for name in READ:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, tmp_path / name)
    families = [folder.parent.name for folder in (ROOT / "tools").glob("*/go.mod")]
    for stamp in (
        *(f"{folder}/set-up" for folder in MADE),
        *(f".tools/bin/{family}.set-up" for family in families),
    ):
        (tmp_path / stamp).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / stamp).touch()
    return tmp_path


def steps(project: Path) -> str:
    """Return the steps that `make setup` would take, a line each."""
    command = ["make", "--dry-run", "setup"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    return "\n".join(line for line in done.stdout.splitlines() if "step.sh" in line)


def test_there_is_nothing_to_do_when_everything_is_there(project: Path) -> None:
    assert steps(project) == ""


@pytest.mark.parametrize("folder", [*MADE, ".tools/bin"])
def test_a_folder_that_was_removed_is_made_anew(project: Path, folder: str) -> None:
    shutil.rmtree(project / folder)
    assert f"into {Path(folder).parts[0]}" in steps(project)


@pytest.mark.parametrize(
    ("pins", "step"),
    [
        ("Pipfile.lock", "Python packages"),
        ("tools/pipenv/requirements.txt", "Python packages"),
        ("package-lock.json", "Node.js packages"),
        ("tools/checkov/requirements.txt", "checkov"),
        ("tools/lint/go.sum", "tools/lint"),
        ("tools/kubernetes/go.mod", "tools/helm"),
    ],
)
def test_other_pins_are_installed(project: Path, pins: str, step: str) -> None:
    later = time.time() + 1
    os.utime(project / pins, (later, later))
    assert step in steps(project)
