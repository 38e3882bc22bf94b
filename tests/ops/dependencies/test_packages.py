"""What is told of the packages of Python and of npm."""

import json
from email.message import Message
from pathlib import Path

import pytest

from ops.dependencies import packages
from ops.dependencies.ecosystem import Dependency
from ops.dependencies.packages import licence_of, npm_packages, python_packages, python_tools

PIPFILE = '[packages]\nrich = "*"\n\n[dev-packages]\npytest = "*"\n'
PIPFILE_LOCK = {
    "default": {name: {"version": "==1.0"} for name in ("rich", "pygments")},
    "develop": {name: {"version": "==2.0"} for name in ("pytest", "pluggy", "pygments")},
}
NPM_LOCK = {
    "": {"devDependencies": {"node": "22"}, "optionalDependencies": {"postgres": "npm:@pg/x64@1"}},
    "node_modules/node": {"version": "22.1.0", "license": "MIT"},
    "node_modules/node/node_modules/tar": {"version": "7.0.0"},
    "node_modules/postgres": {"name": "@pg/x64", "version": "1.0.0"},
}


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the files of package managers, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    Path("Pipfile").write_text(PIPFILE, encoding="utf-8")
    Path("Pipfile.lock").write_text(json.dumps(PIPFILE_LOCK), encoding="utf-8")
    Path("package-lock.json").write_text(json.dumps({"packages": NPM_LOCK}), encoding="utf-8")
    return tmp_path


def licences(monkeypatch: pytest.MonkeyPatch, *lines: tuple[str, str]) -> str | None:
    """Return the licence of a package that says these lines of itself."""
    told = Message()
    for name, value in lines:
        told[name] = value
    monkeypatch.setattr(packages, "metadata", lambda _name: told)
    return licence_of("some")


def test_a_package_of_python_has_the_version_that_is_locked_and_its_licence() -> None:
    assert python_packages("packages", "default").direct == (
        Dependency(name="rich", version="1.0", files=("Pipfile.lock",), licence="MIT"),
    )


def test_what_packages_of_python_bring_is_counted() -> None:
    assert python_packages("packages", "default").indirect == 1


def test_what_development_shares_with_what_is_deployed_is_counted_there_alone() -> None:
    assert python_packages("dev-packages", "develop").indirect == 1


@pytest.mark.parametrize(
    ("pipfile", "direct"), [(True, ["checkov"]), (False, ["attrs", "checkov"])]
)
def test_a_folder_without_a_pipfile_names_all_that_it_installs(
    checkout: Path, *, pipfile: bool, direct: list[str]
) -> None:
    folder = checkout / "tools/checkov"
    folder.mkdir(parents=True)
    requirements = "attrs==1 \\\n    --hash=sha256:0\ncheckov==3.3.30 \\\n    --hash=sha256:1\n"
    (folder / "requirements.txt").write_text(requirements, encoding="utf-8")
    if pipfile:
        (folder / "Pipfile").write_text('[packages]\ncheckov = "==3.3.30"\n', encoding="utf-8")

    found = python_tools(Path("tools"))

    assert [each.name for each in found.direct] == direct
    assert found.indirect == 2 - len(direct)
    assert found.direct[-1].version == "3.3.30"


def test_a_package_of_npm_has_the_version_and_the_licence_of_the_lock_file() -> None:
    node, _ = npm_packages().direct
    assert node == Dependency(
        name="node", version="22.1.0", files=("package-lock.json",), licence="MIT"
    )


def test_a_package_of_npm_has_its_own_name_where_the_project_calls_it_otherwise() -> None:
    assert [each.name for each in npm_packages().direct] == ["node", "@pg/x64"]


def test_what_packages_of_npm_bring_is_counted() -> None:
    assert npm_packages().indirect == 1


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        ([("License-Expression", "MIT"), ("License", "MIT License")], "MIT"),
        ([("License", "Apache-2.0")], "Apache-2.0"),
        ([("License", "x" * 500), ("Classifier", "License :: OSI Approved :: BSD")], "BSD"),
        ([("Classifier", "Topic :: Software")], None),
    ],
)
def test_a_licence_is_told_by_the_shortest_name_that_a_package_has_for_it(
    monkeypatch: pytest.MonkeyPatch, lines: list[tuple[str, str]], licence: str | None
) -> None:
    assert licences(monkeypatch, *lines) == licence


def test_nothing_is_told_of_the_licence_of_a_package_that_is_not_installed() -> None:
    assert licence_of("not-installed-anywhere") is None
