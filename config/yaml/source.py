"""Reads YAML as plain data that remembers its lines, and refuses what a reader could misread."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.errors import ConfigError, Mistake
from config.yaml.key_path import KeyPath, dotted, shown
from config.yaml.reader import LOADER, Reader
from config.yaml.syntax import syntax_mistake
from config.yaml.text import file_mistake, plain_text, read_text

__all__ = ["KeyPath", "YamlDocument", "dotted", "load_yaml", "read_mapping", "read_yaml", "shown"]


@dataclass(frozen=True)
class YamlDocument:
    """Plain data and where each part of it stands.

    Attributes:
        file: The file, as the user named it.
        data: Nested dicts with string keys, lists, strings, numbers, booleans and None.
        lines: The line of each key path, counted from one.
        written: How the file writes what is read as anything but text, by key path: `0x1f`, `yes`.
    """

    file: Path
    data: object
    lines: dict[KeyPath, int]
    written: dict[KeyPath, str] = field(default_factory=dict)

    def mistake(self, path: KeyPath, problem: str, *, allowed: str, remedy: str) -> Mistake:
        """Return a mistake at `path`, with the line and the value that stand there."""
        return Mistake(
            file=self.file,
            line=self.line_of(path),
            path=dotted(path),
            value=shown(self.data, path, self.written),
            problem=problem,
            allowed=allowed,
            remedy=remedy,
        )

    def line_of(self, path: KeyPath) -> int | None:
        """Return the line of `path`, or of the nearest part above it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read_yaml(file: Path) -> YamlDocument:
    """Read a YAML file.

    Raises:
        ConfigError: The file cannot be read, or `load_yaml` refuses it.
    """
    return load_yaml(read_text(file), file)


def read_mapping(file: Path) -> dict[str, Any]:
    """Read a YAML file that holds a mapping.

    Raises:
        ConfigError: The file cannot be read, `load_yaml` refuses it, or it holds something else.
    """
    data = read_yaml(file).data
    if not isinstance(data, dict):
        raise ConfigError(
            [file_mistake(file, "is not a mapping", "correct it", allowed="a mapping")]
        )
    return data


def load_yaml(text: str, file: Path) -> YamlDocument:
    """Load one YAML document.

    Args:
        text: The document.
        file: Where it came from, for messages only.

    Raises:
        ConfigError: The text is not YAML, or it holds a duplicate key, an alias, or a value that
            is not plain data.
    """
    text = plain_text(text, file)
    reader = Reader(file, yaml.parse(text, Loader=LOADER))
    try:
        data = reader.document()
    except yaml.MarkedYAMLError as error:
        mistakes = [*reader.mistakes, syntax_mistake(error, text, file)]
        raise ConfigError(mistakes) from None
    if reader.mistakes:
        raise ConfigError(reader.mistakes)
    return YamlDocument(file, data, reader.lines, reader.written)
