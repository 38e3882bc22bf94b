"""Reads which modules of which provider packages the files of a project import."""

import ast
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

PREFIXES = ("cdktf_cdktf_provider_", "cdktn_provider_")
"""How the import names of prebuilt providers begin: those of CDKTF, and of CDK Terrain."""
WHOLE = "*"
"""Stands for a package that is imported as a whole, so that any of its modules may be used."""

_MARKS = tuple(prefix.encode() for prefix in PREFIXES)
_FOREIGN_FOLDERS = frozenset({"node_modules", "cdktf.out", "__pycache__"})


def scan(root: Path) -> dict[str, dict[str, str]]:
    """Find every import of a provider package below a folder.

    Hidden folders, virtual environments, node_modules and cdktf.out are not the project's. A file
    that cannot be read or parsed is passed over: nothing can import it either.

    Args:
        root: The project's folder.

    Returns:
        For each provider package, its imported modules (`WHOLE` for a bare or star import), each
        with a place ``file:line`` that imports it.
    """
    found: dict[str, dict[str, str]] = {}
    for path in _python_files(root):
        for name, line in _imports(_statements(path)):
            package, _, rest = name.partition(".")
            if package.startswith(PREFIXES):
                place = f"{path.relative_to(root)}:{line}"
                found.setdefault(package, {}).setdefault(rest.partition(".")[0] or WHOLE, place)
    return found


def _python_files(root: Path) -> Iterator[Path]:
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = sorted(
            name
            for name in subfolders
            if not name.startswith(".")
            and name not in _FOREIGN_FOLDERS
            and not Path(folder, name, "pyvenv.cfg").exists()
        )
        yield from (Path(folder, name) for name in sorted(files) if name.endswith(".py"))


def _statements(path: Path) -> list[ast.stmt]:
    try:
        text = path.read_bytes()
        if not any(prefix in text for prefix in _MARKS):  # most files; parsing is the slow part
            return []
        with warnings.catch_warnings(action="ignore"):  # they are Python's to print, on import
            return ast.parse(text).body
    except (OSError, SyntaxError):
        return []


def _imports(body: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    """Yield each imported dotted name with its line. No expression can hold one."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        else:
            for block in ("body", "orelse", "finalbody", "handlers", "cases"):
                yield from _imports(getattr(node, block, []))
