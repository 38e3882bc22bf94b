"""The Go modules of a tool's family, as its file tools/<family>/go.mod pins them."""

import re
from pathlib import Path
from typing import Final

TOOLS: Final = Path("tools")

_REQUIRED: Final = re.compile(r"^(?:require)?\s+(\S+) v(\S+)", re.MULTILINE)
_TOOL: Final = re.compile(r"^tool (?:\(\n(.*?)^\)|(\S+)$)", re.MULTILINE | re.DOTALL)


def required_modules(file: Path) -> dict[str, str]:
    """Return the version of each module that a go.mod requires, without its `v`, by the module.

    Raises:
        OSError: The file cannot be read.
    """
    return dict(_REQUIRED.findall(file.read_text(encoding="utf-8")))


def tool_modules(file: Path) -> dict[str, str]:
    """Return those modules of a go.mod that hold its tools, with their versions.

    A `tool` line names a package, such as `helm.sh/helm/v3/cmd/helm`: its module is the longest
    that it begins with.

    Raises:
        OSError: The file cannot be read.
    """
    required = required_modules(file)
    lines = [block or one for block, one in _TOOL.findall(file.read_text(encoding="utf-8"))]
    packages = " ".join(lines).split()
    modules = {
        max((m for m in required if f"{package}/".startswith(f"{m}/")), key=len)
        for package in packages
    }
    return {module: required[module] for module in sorted(modules)}
