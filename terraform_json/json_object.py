"""The one way to read an object in JSON from a file: strictly, so that it has one reading."""

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any, Final, NoReturn

from terraform_json.types import Json, TerraformJsonError

MOST_BYTES: Final = 16 * 2**20
"""A stack of this platform has a fifth of a megabyte; of that size, one of 300 applications."""


class UnreadableJsonError(TerraformJsonError):
    """A file that holds no object in JSON, or one that two readers could understand differently.

    Attributes:
        file: The file.
        problem: What is wrong with it.
    """

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file} {problem}")
        self.file, self.problem = file, problem


def read_object(file: Path) -> Json:
    """Return the object that a file holds.

    Raises:
        UnreadableJsonError: It cannot be read, is longer than MOST_BYTES, or holds no object in
            JSON; or an object names a key twice, of which Terraform reads both and Python the last;
            or it holds a number that JSON does not know, or that a float cannot hold.
    """
    content = _content(file)
    try:
        data = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except RecursionError as error:
        raise UnreadableJsonError(file, "is nested too deeply") from error
    except UnicodeDecodeError as error:
        raise UnreadableJsonError(file, f"is not UTF-8: {error}") from error
    except json.JSONDecodeError as error:
        raise UnreadableJsonError(file, f"is not JSON: {error}") from error
    except _AmbiguousError as error:
        raise UnreadableJsonError(file, f"{error}") from error
    except ValueError as error:  # an integer of more digits than Python reads
        raise UnreadableJsonError(file, f"holds a number that is too long: {error}") from error
    if not isinstance(data, dict):
        raise UnreadableJsonError(file, "holds no object in JSON")
    return data


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableJsonError(file, f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # a path that no file can have, such as one with a NUL in it
        raise UnreadableJsonError(file, f"cannot be read: {error}") from error
    if len(content) > MOST_BYTES:
        raise UnreadableJsonError(file, f"has more than {MOST_BYTES} bytes")
    return content


class _AmbiguousError(Exception):
    """JSON that one reader understands differently from another."""


def _object(pairs: list[tuple[str, Any]]) -> Json:
    data = dict(pairs)
    if len(data) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        twice = sorted(key for key, times in counted.items() if times > 1)
        raise _AmbiguousError(f"has an object with the key {', '.join(twice)} more than once")
    return data


def _no_number(constant: str) -> NoReturn:
    raise _AmbiguousError(f"holds {constant}, which JSON does not know")


def _finite(text: str) -> float:
    if math.isinf(number := float(text)):
        raise _AmbiguousError(f"holds the number {text}, which no float can hold")
    return number
