"""The check that ARNs which people write are of the partition that they are used in."""

import re
from collections.abc import Iterator
from typing import Final

from config.errors import Mistake
from config.yaml.source import KeyPath, YamlDocument

_ARN: Final = re.compile(r"arn:(aws[a-z-]*):")


def foreign_arns(document: YamlDocument, partition: str) -> Iterator[Mistake]:
    """Yield a mistake for each ARN of another partition: no account there can be reached from here.

    Args:
        document: What may hold ARNs, anywhere.
        partition: The partition of the environment.
    """
    for path, text in _texts(document.data, ()):
        found = _ARN.match(text)
        if found and found[1] != partition:
            yield document.mistake(
                path,
                f"is an ARN of the partition {found[1]}, but the environment's region lies in"
                f" {partition}",
                allowed=f"ARNs that begin with arn:{partition}:",
                remedy="correct the ARN, or the environment's region",
            )


def _texts(data: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield every text in the data, and where it stands."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*path, index))
