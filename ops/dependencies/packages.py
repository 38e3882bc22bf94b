"""The packages of Python and of npm: what the project names, and what its lock files add."""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, Final

from ops.dependencies.ecosystem import Dependency, Ecosystem

PIPFILE_LOCK: Final = Path("Pipfile.lock")
NPM_LOCK: Final = Path("package-lock.json")

_REQUIREMENT: Final = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)
_LONGEST_NAME: Final = 60
"""Characters of the name of a licence: some packages put its whole text into the same field."""
_LICENCE_CLASSIFIER: Final = "License :: "


def python_packages(named_in: str, locked_in: str) -> Ecosystem:
    """Return the packages of a section of the Pipfile.

    Args:
        named_in: The section, such as `dev-packages`.
        locked_in: The section of Pipfile.lock that belongs to it, such as `develop`.

    Raises:
        OSError: A file cannot be read.
    """
    pipfile = _pipfile(Path("Pipfile"))
    locked = json.loads(PIPFILE_LOCK.read_text(encoding="utf-8"))
    versions = {
        name: each["version"].removeprefix("==") for name, each in locked[locked_in].items()
    }
    # What development needs of what is deployed is counted there.
    elsewhere = locked["default"].keys() if locked_in != "default" else set()
    others = versions.keys() - elsewhere - pipfile["packages"].keys() - pipfile[named_in].keys()
    direct = [
        Dependency(
            name=name,
            version=versions[name],
            files=(str(PIPFILE_LOCK),),
            licence=licence_of(name),
        )
        for name in sorted(pipfile[named_in])
    ]
    return Ecosystem(direct=tuple(direct), indirect=len(others))


def python_tools(tools: Path) -> Ecosystem:
    """Return the packages that are installed apart from the rest, a folder each.

    A folder without a Pipfile names all that it installs in its requirements.

    Args:
        tools: The folder of these folders.

    Raises:
        OSError: A file cannot be read.
    """
    direct = []
    others = set()
    for file in sorted(tools.glob("*/requirements.txt")):
        versions = dict(_REQUIREMENT.findall(file.read_text(encoding="utf-8")))
        pipfile = file.with_name("Pipfile")
        names = _pipfile(pipfile)["packages"].keys() if pipfile.exists() else versions.keys()
        direct += [
            Dependency(name=n, version=versions[n], files=(str(file),)) for n in sorted(names)
        ]
        others |= versions.keys() - names
    return Ecosystem(direct=tuple(direct), indirect=len(others))


def npm_packages() -> Ecosystem:
    """Return the packages that package.json names, and how many the lock file adds.

    Raises:
        OSError: A file cannot be read.
    """
    locked = json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"]
    project = locked.pop("")
    names = [
        name
        for group in ("dependencies", "devDependencies", "optionalDependencies")
        for name in project.get(group, ())
    ]
    direct = []
    for name in sorted(names):
        package = locked[f"node_modules/{name}"]
        direct.append(
            Dependency(
                # The lock file names a package only where the project calls it otherwise.
                name=package.get("name", name),
                version=package["version"],
                files=(str(NPM_LOCK),),
                licence=package.get("license"),
            )
        )
    return Ecosystem(direct=tuple(direct), indirect=len(locked) - len(direct))


def licence_of(name: str) -> str | None:
    """Return the licence of an installed Python package; None where nothing names it in short.

    Args:
        name: The package, as PyPI calls it.
    """
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier", ())
        if each.startswith(_LICENCE_CLASSIFIER)
    ]
    names = [
        *told.get_all("License-Expression", ()),
        *told.get_all("License", ()),
        ", ".join(classifiers),
    ]
    return next((each for each in names if each and len(each) <= _LONGEST_NAME), None)


def _pipfile(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
