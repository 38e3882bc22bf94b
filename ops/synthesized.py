"""The refusal of a folder that synthesis did not write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ops.command import Refusal
from terraform_json.types import TerraformJsonError

REMEDY: Final = "Run `make synth` to write it again, or name the folder of another synthesis."


@contextmanager
def refused_unless_synthesized() -> Iterator[None]:
    """Turn an error of reading synthesized output into a refusal that names the remedy.

    Raises:
        Refusal: What was to be read is missing, or not what synthesis writes.
    """
    try:
        yield
    except TerraformJsonError as error:
        raise Refusal(f"{error}.\n{REMEDY}") from error
