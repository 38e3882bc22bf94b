"""The report: every direct dependency, by ecosystem."""

import re
from pathlib import Path
from typing import Final

from config.addons.load import addon_pins
from config.addons.names import ADDONS
from config.provider_locks import LOCKED, locked_providers, locked_version
from ops.dependencies.ecosystem import Dependency, Ecosystem
from ops.dependencies.packages import npm_packages, python_packages, python_tools
from ops.go_modules import TOOLS, required_modules, tool_modules

GITHUB: Final = Path(".github")
# `uses: owner/action@<commit> # v1.2.3`; an action of this checkout begins with a dot.
_ACTION: Final = re.compile(r"\buses: ([^.@\s][^@\s]*)@(\S+)(?: # (\S+))?")


def report() -> dict[str, Ecosystem]:
    """Return the direct dependencies of the checkout in which the command runs, by ecosystem.

    Raises:
        ConfigError: The file of an addon has mistakes.
        OSError: A file cannot be read.
    """
    return {
        "Python": python_packages("packages", "default"),
        "Python, for development": python_packages("dev-packages", "develop"),
        "Python, installed apart": python_tools(TOOLS),
        "npm": npm_packages(),
        "Go tools": go_tools(TOOLS),
        "Terraform providers": terraform_providers(),
        "charts of others": charts_of_others(),
        "GitHub actions": github_actions(GITHUB),
    }


def go_tools(tools: Path) -> Ecosystem:
    """Return the modules of the tools of every family, and how many more all of them need.

    Args:
        tools: The folder of the families.

    Raises:
        OSError: A file cannot be read.
    """
    direct = []
    others: set[str] = set()
    for file in sorted(tools.glob("*/go.mod")):
        modules = tool_modules(file)
        direct += [Dependency(name=m, version=v, files=(str(file),)) for m, v in modules.items()]
        others |= required_modules(file).keys()
    return Ecosystem(direct=tuple(direct), indirect=len(others - {each.name for each in direct}))


def terraform_providers() -> Ecosystem:
    """Return the providers of all stacks.

    Raises:
        OSError: The lock file cannot be read.
    """
    file = LOCKED.relative_to(LOCKED.parents[2])
    return Ecosystem(
        direct=tuple(
            Dependency(name=name, version=locked_version(name), files=(str(file),))
            for name in locked_providers(LOCKED)
        )
    )


def charts_of_others() -> Ecosystem:
    """Return the charts that addons pin, the owner's included.

    Raises:
        ConfigError: The file of an addon has mistakes.
    """
    return Ecosystem(
        direct=tuple(
            Dependency(
                name=pin.chart, version=pin.version, files=(str(ADDONS / addon / "addon.yaml"),)
            )
            for addon, pin in sorted(addon_pins().items())
        )
    )


def github_actions(folder: Path) -> Ecosystem:
    """Return the actions of others that workflows use, in each version that they pin.

    Args:
        folder: The folder `.github` of a checkout.

    Raises:
        OSError: A file cannot be read.
    """
    pinned_in: dict[tuple[str, str], set[str]] = {}
    for file in sorted(folder.rglob("*.yml")):
        for name, commit, tag in _ACTION.findall(file.read_text(encoding="utf-8")):
            pinned_in.setdefault((name, tag or commit), set()).add(str(file))
    return Ecosystem(
        direct=tuple(
            Dependency(name=name, version=version, files=tuple(sorted(files)))
            for (name, version), files in sorted(pinned_in.items())
        )
    )
