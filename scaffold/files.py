"""New files of an owner's: all of them and sound, or none."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import jinja2

from ops.command import Refusal

_TEMPLATES: Final = Path(__file__).parent / "templates"
_NAME: Final = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")


def refuse_unless_name(name: str) -> None:
    """Refuse what can be no name of a file of the platform's; its own rules may refuse more.

    Raises:
        Refusal: It is none.
    """
    if not _NAME.fullmatch(name):
        raise Refusal(
            f"{name!r} is no name. Allowed are lower-case letters, digits and hyphens, a letter"
            " first and no hyphen last. Name another: NAME=<name>."
        )


def rendered(template: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template takes
    """Return a template's text with its values; one that the template misses is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML, of values that are validated
        keep_trailing_newline=True,
        trim_blocks=True,
    )
    return environment.get_template(template).render(values)


@contextmanager
def written_folder(folder: Path, files: Mapping[str, str]) -> Iterator[None]:
    """Write a new folder, at once, and take it away again if what follows fails.

    Args:
        folder: The folder.
        files: The text of each of its files, by name.

    Raises:
        Refusal: It is there, whatever it holds.
    """
    _refuse_taken(folder)
    # Hidden, and so passed over by all that reads such folders.
    made = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        made.chmod(0o755)
        for name, text in files.items():
            (made / name).write_text(text, encoding="utf-8")
        # Fails where somebody has made it meanwhile, with a file in it.
        made.rename(folder)
        made = folder
        yield
    except BaseException:
        shutil.rmtree(made)
        raise


@contextmanager
def written_file(file: Path, text: str) -> Iterator[None]:
    """Write a new file, at once, and take it away again if what follows fails.

    Raises:
        Refusal: It is there.
    """
    _refuse_taken(file)
    with _whole(file.parent, text) as made:
        os.link(made, file)  # fails where somebody has made it meanwhile
    try:
        yield
    except BaseException:
        file.unlink()
        raise


def replace(file: Path, text: str) -> None:
    """Write a file whole, or leave what was there."""
    with _whole(file.parent, text) as made:
        made.replace(file)


@contextmanager
def _whole(folder: Path, text: str) -> Iterator[Path]:
    """Write a hidden file, and remove it if it still has its name in the end."""
    handle, name = tempfile.mkstemp(prefix=".new-", dir=folder)
    made = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
        made.chmod(0o644)
        yield made
    finally:
        made.unlink(missing_ok=True)


def _refuse_taken(path: Path) -> None:
    if os.path.lexists(path):
        raise Refusal(
            f"{path} is there already, and is left as it is. Choose another name, or remove it."
        )
