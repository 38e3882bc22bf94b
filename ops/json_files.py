"""Reads the JSON that other commands wrote."""

import json
from pathlib import Path

from ops.command import Refusal
from terraform_json.types import Json


def read_object(file: Path, remedy: str) -> Json:
    """Return the object that a file in JSON holds.

    Args:
        file: The file.
        remedy: What to do where it holds none.

    Raises:
        Refusal: The file cannot be read, or holds something else.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror}. {remedy}") from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, or nested too deeply
        raise Refusal(f"{file} is not JSON: {error}. {remedy}") from error
    if not isinstance(data, dict):
        raise Refusal(f"{file} holds no object in JSON. {remedy}")
    return data
