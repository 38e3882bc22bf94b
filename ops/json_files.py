"""Reads the JSON that other commands wrote."""

import json
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from ops.command import Refusal

Json = dict[str, Any]
REMEDY: Final = "Run `make synth` to write it anew."


class _Stack(BaseModel):
    """The form of a stack's JSON, as far as commands go through it."""

    terraform: Json = {}
    resource: dict[str, dict[str, Json]] = {}
    data: dict[str, dict[str, Json]] = {}


def read_object(file: Path, remedy: str = REMEDY) -> Json:
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


def read_stack(file: Path) -> Json:
    """Return the Terraform JSON of a stack.

    Raises:
        Refusal: The file cannot be read, or is no stack.
    """
    data = read_object(file)
    try:
        _Stack.model_validate(data)
    except ValidationError as error:
        wrong = [f"  {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise Refusal("\n".join([f"{file} is no stack of Terraform:", *wrong, REMEDY])) from error
    return data
