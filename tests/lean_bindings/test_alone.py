"""lean_bindings may be published by itself: it knows nothing of the project that it lies in."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lean_bindings.sample import REPOSITORY

FOLDER = REPOSITORY / "lean_bindings"
TESTS = Path(__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
WRITTEN = [*MODULES, FOLDER / "README.md", FOLDER / "pyproject.toml", FOLDER / "LICENSE"]
ELSEWHERE = {"attrs", "jsii"}
OF_THE_PROJECT = re.compile(r"the platform|high.availability|staging|aurora", re.IGNORECASE)


def imported(file: Path) -> Iterator[str]:
    """Yield the packages that a module imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_a_module_imports_nothing_of_the_project(file: Path) -> None:
    foreign = set(imported(file)) - sys.stdlib_module_names - {"lean_bindings"}
    assert foreign <= ELSEWHERE


@pytest.mark.parametrize(
    "file",
    [*WRITTEN, *(file for file in sorted(TESTS.glob("*.py")) if file != Path(__file__))],
    ids=lambda file: file.name,
)
def test_no_file_speaks_of_the_project(file: Path) -> None:
    assert OF_THE_PROJECT.findall(file.read_text(encoding="utf-8")) == []


def test_what_it_needs_is_what_its_package_asks_for() -> None:
    project = tomllib.loads((FOLDER / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # jsii brings attrs.
    assert [re.split(r"\W", each)[0] for each in project["dependencies"]] == ["jsii"]


@pytest.mark.slow
def test_the_folder_is_a_package_by_itself(tmp_path: Path) -> None:
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet")
    source = tmp_path / "source"
    source.mkdir()
    for file in WRITTEN:  # a build leaves files beside its source
        (source / file.name).write_bytes(file.read_bytes())
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", tmp_path, source],
        check=True,
    )
    (wheel,) = tmp_path.glob("lean_bindings-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        packed = {name for name in names if ".dist-info/" not in name}
    assert packed == {f"lean_bindings/{file.name}" for file in MODULES}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


@pytest.mark.slow
def test_its_tests_run_without_the_project(tmp_path: Path) -> None:
    for source in (*WRITTEN, *TESTS.glob("*.py")):
        target = tmp_path / source.relative_to(REPOSITORY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    options = ("--quiet", "--import-mode=importlib", "--override-ini=pythonpath=.")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-m", "not slow", "tests/lean_bindings"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
