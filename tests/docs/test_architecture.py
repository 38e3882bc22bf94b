"""docs/architecture.md against the code: its rooms, and the arrows between them."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
TEXT = PAGE.read_text(encoding="utf-8")
# Tests may import every room, so that their arrows would say nothing.
NOT_DRAWN = "tests/"


def rooms() -> set[str]:
    """Return the folders of the project, as the page writes them."""
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
    folders = [path.name for path in ROOT.iterdir() if path.is_dir()]
    return {f"{name}/" for name in folders if not name.startswith(".") and name not in ignored}


def nodes() -> dict[str, str]:
    """Return the paths of the rooms in the picture, by their short names in it."""
    return dict(re.findall(r'^ *(\w+)\["([^"]+)"\]$', TEXT, re.MULTILINE))


def drawn() -> set[tuple[str, str]]:
    """Return the solid arrows of the picture."""
    paths = nodes()
    arrows = re.findall(r"^ *(\w+) --> (\w+)$", TEXT, re.MULTILINE)
    return {(paths[start], paths[end]) for start, end in arrows}


def room_of(path: str) -> str | None:
    """Return the innermost room of the picture in which a file stands."""
    within = [room for room in nodes().values() if path == room or path.startswith(room)]
    return max(within, key=len, default=None)


def module_file(name: str) -> str | None:
    """Return the file of a module of ours; None for any other, such as the library `constructs`."""
    path = name.replace(".", "/")
    found = [file for file in (f"{path}.py", f"{path}/__init__.py") if (ROOT / file).exists()]
    return found[0] if found else None


def imported(code: str) -> Iterator[str]:
    """Yield the modules that code imports, wherever in it."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports() -> dict[tuple[str, str], str]:
    """Return the arrows that the code has, each with a file that makes it so."""
    found = {}
    folders = [room for room in rooms() if room != NOT_DRAWN]
    files = [ROOT / "main.py", *(file for room in folders for file in ROOT.glob(f"{room}**/*.py"))]
    for file in files:
        path = file.relative_to(ROOT).as_posix()
        for name in imported(file.read_text(encoding="utf-8")):
            target = module_file(name)
            ends = (room_of(path), room_of(target) if target else None)
            if None not in ends and ends[0] != ends[1]:
                found[str(ends[0]), str(ends[1])] = path
    return found


@pytest.mark.parametrize("room", sorted(rooms()))
def test_the_page_says_what_each_room_holds(room: str) -> None:
    assert f"\n| `{room}` | " in TEXT, f"{PAGE.name} has no row for {room} in its table of rooms"


def test_every_room_with_code_is_in_the_picture() -> None:
    with_code = {room for room in rooms() - {NOT_DRAWN} if any(ROOT.glob(f"{room}**/*.py"))}
    missing = with_code - set(nodes().values())
    assert not missing, f"the picture in {PAGE.name} lacks {sorted(missing)}"


def test_every_import_is_an_arrow() -> None:
    missing = {arrow: file for arrow, file in imports().items() if arrow not in drawn()}
    assert not missing, f"imports without an arrow in {PAGE.name}, each with a file: {missing}"


def test_every_arrow_is_an_import() -> None:
    invented = drawn() - imports().keys()
    assert not invented, f"arrows in {PAGE.name} that no import makes: {sorted(invented)}"


def test_imports_point_one_way() -> None:
    order: TopologicalSorter[str] = TopologicalSorter()
    for start, end in drawn():
        order.add(start, end)
    order.prepare()  # raises a CycleError, which names the circle
