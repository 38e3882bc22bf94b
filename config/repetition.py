"""The check that no item of a list stands twice."""

from collections.abc import Iterator

from config.errors import Mistake
from config.reading import list_at
from config.yaml.source import KeyPath, YamlDocument


def twice(document: YamlDocument, path: KeyPath) -> Iterator[Mistake]:
    """Yield a mistake for each item of the list at `path` that an earlier one is equal to."""
    seen: set[str] = set()
    for index, item in enumerate(list_at(document, path)):
        if str(item) in seen:
            yield document.mistake(
                (*path, index),
                "stands twice",
                allowed="each once",
                remedy="keep one of the two",
            )
        seen.add(str(item))
