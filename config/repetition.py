"""The check that no item of a list stands twice."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from config.errors import Mistake
from config.reading import at
from config.yaml.source import KeyPath, YamlDocument

STANDS_TWICE: Final = "stands twice"
KEEP_ONE: Final = "keep one of the two"


def repeated(items: Sequence[object]) -> Iterator[int]:
    """Yield the index of each item that an earlier one is equal to, whatever its keys' order."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        text = json.dumps(item, sort_keys=True)
        if text in seen:
            yield index
        seen.add(text)


def twice(document: YamlDocument, path: KeyPath) -> Iterator[Mistake]:
    """Yield a mistake for each item of the list at `path` that an earlier one is equal to.

    For what is no list, none is yielded.
    """
    items = at(document, path)
    for index in repeated(items if isinstance(items, list) else ()):
        yield document.mistake((*path, index), STANDS_TWICE, allowed="each once", remedy=KEEP_ONE)
