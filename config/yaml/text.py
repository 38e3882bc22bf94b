"""Reads a file that people write as text, or says why it cannot be read."""

import codecs
import re
import stat
from pathlib import Path
from typing import Final

from config.errors import ConfigError, Mistake

LARGEST: Final = 2**20
"""The most bytes that a file may have. A release's values reach the cluster in one Secret, and what
they configure in ConfigMaps: neither holds more.
https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size"""

# Not only what YAML forbids: also line breaks of YAML 1.1 that later versions take for text.
_UNREADABLE: Final = re.compile(
    "[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(file: Path) -> str:
    """Return the text of a file.

    Raises:
        ConfigError: It cannot be read, is no file, is larger than `LARGEST`, or is not UTF-8.
    """
    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refusal(file, "is a folder", "put a file in its place, or rename the folder")
        if not stat.S_ISREG(status.st_mode):
            raise _refusal(file, "is no ordinary file", "put a file in its place")
        if status.st_size > LARGEST:
            size = f"{status.st_size / 2**20:,.1f}"
            raise _refusal(file, f"has {size} MiB, more than 1 MiB", "make the file smaller")
        content = file.read_bytes()
    except FileNotFoundError as error:
        if file.is_symlink():
            raise _refusal(file, "is a link to nothing", "correct or remove the link") from None
        raise _refusal(file, f"cannot be read: {error.strerror}", "add the file") from None
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        raise _refusal(file, problem, "make the file readable for you") from None
    return _decoded(content, file)


def folder_mistake(error: OSError, root: Path) -> Mistake:
    """Return a mistake about a folder that cannot be read: that of the error, or the root."""
    folder = Path(error.filename or root)
    problem = f"cannot be read: {error.strerror}"
    remedy = "make the folder readable for you"
    return file_mistake(folder, problem, remedy, allowed="a readable folder")


def plain_text(text: str, file: Path) -> str:
    """Return text with the line breaks that Unix knows and without a mark of its encoding.

    Args:
        text: The text.
        file: Where it came from, for messages only.

    Raises:
        ConfigError: The text holds a character that YAML forbids, or one that ends a line in some
            versions of YAML only.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = _UNREADABLE.search(text)
    if not found:
        return text
    code = ord(found.group())
    raise _refusal(
        file,
        f"holds the character U+{code:04X}, which text in YAML may not hold",
        f'remove it; where it is meant, write "\\u{code:04x}" in double quotes',
        line=text.count("\n", 0, found.start()) + 1,
    )


def file_mistake(
    file: Path,
    problem: str,
    remedy: str,
    *,
    line: int | None = None,
    allowed: str = "a readable file of text in UTF-8, of up to 1 MiB",
) -> Mistake:
    """Return a mistake about a file, or a folder, as a whole, or about one of its lines."""
    return Mistake(
        file=file,
        line=line,
        path="",
        value=None,
        problem=problem,
        allowed=allowed,
        remedy=remedy,
    )


def _decoded(content: bytes, file: Path) -> str:
    # Without its mark, UTF-16 shows by the empty half of its first character.
    if content.startswith(_UTF_16) or b"\0" in content[:2]:
        raise _refusal(file, "is UTF-16 text, not UTF-8", "save the file as UTF-8")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(file, "is not UTF-8 text", "save the file as UTF-8", line=line) from None


def _refusal(file: Path, problem: str, remedy: str, *, line: int | None = None) -> ConfigError:
    return ConfigError([file_mistake(file, problem, remedy, line=line)])
