"""The values of an application over the chart's own, as Helm merges them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from config.errors import Mistake
from config.yaml.source import KeyPath, YamlDocument, dotted, read_mapping, shown

CHART: Final = Path("helm/microservice")

Values = dict[str, Any]


@dataclass(frozen=True)
class ChartValues:
    """The values that an application gives to the chart.

    Attributes:
        documents: The files, each over those before it.
        release: The values for Helm: those of the files, merged.
        effective: The values in templates: the chart's, with those of the release over them.
        written: How the files write what is read as anything but text, by key path.
    """

    documents: tuple[YamlDocument, ...]
    release: Values
    effective: Values
    written: Mapping[KeyPath, str]

    def mistake(self, path: KeyPath, problem: str, *, allowed: str, remedy: str) -> Mistake:
        """Return a mistake at `path`, in the file that decides about it."""
        document = self._deciding(path)
        return Mistake(
            file=document.file,
            line=document.line_of(path),
            path=dotted(path),
            value=shown(self.effective, path, self.written)
            or ("null" if self.nulls(path) else None),
            problem=problem,
            allowed=allowed,
            remedy=remedy,
        )

    def _deciding(self, path: KeyPath) -> YamlDocument:
        """Return the last file that has a path or a list, a text or a null above it.

        These replace whole what is below. Where no file has it, the one that has most of it.
        """
        nearest, most = self.documents[0], 0
        for document in reversed(self.documents):
            depth = _depth(document.data or {}, path)
            if depth == len(path):
                return document
            if depth >= most:
                nearest, most = document, depth
        return nearest

    def nulls(self, path: KeyPath) -> bool:
        """Return whether a file has a null at `path`, which takes the chart's default away."""
        here: Any = self.release
        for part in path:
            if not isinstance(here, dict) or part not in here:
                return False
            here = here[part]
        return here is None


def merge(documents: Sequence[YamlDocument]) -> ChartValues:
    """Return the values of one application.

    Args:
        documents: Its files, each over those before it; each holds a mapping or nothing.
    """
    defaults = chart_defaults()
    release: Values = {}
    for document in documents:
        data: Any = document.data or {}
        release = over(release, data, defaults)
    written = {path: text for document in documents for path, text in document.written.items()}
    return ChartValues(tuple(documents), release, over(defaults, release, {}), written)


def _depth(data: object, path: KeyPath) -> int:
    """Return how many parts of a path data decides about: all below what is no mapping."""
    for depth, part in enumerate(path):
        if not isinstance(data, dict):
            break
        if part not in data:
            return depth
        data = data[part]
    return len(path)


def over(below: Mapping[str, Any], above: Mapping[str, Any], defaults: Mapping[str, Any]) -> Values:
    """Return values with others over them, as Helm merges them: mappings key by key.

    A null takes away what is below, and stays where Helm still has to take away a default.

    Args:
        below: The values.
        above: The others.
        defaults: Those that the chart has by itself; none where they do not matter.
    """
    merged = dict(below)
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            inner = defaults.get(key)
            merged[key] = over(merged[key], value, inner if isinstance(inner, dict) else {})
        elif value is None and key in merged and key not in defaults:
            del merged[key]
        else:
            merged[key] = value
    return merged


@cache
def chart_defaults() -> Values:
    """Return the values that the chart has by itself, from the top."""
    return read_mapping(CHART / "values.yaml")
