"""Reads YAML as plain data that remembers its lines, and refuses what a reader could misread."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.errors import ConfigError, Mistake

_PLAIN_DATA = "write a plain string, number, boolean, list or mapping"
_WHOLE_CHARACTER = "write the character itself, or its whole escape, such as \\U0001F600"
_KINDS = ("null", "bool", "int", "float", "str", "timestamp", "map", "seq")
_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in _KINDS}
_SHOWN = 80

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlDocument:
    """Plain data and where each part of it stands.

    Attributes:
        file: The file, as the user named it.
        data: Nested dicts with string keys, lists, strings, numbers, booleans and None.
        lines: The line of each key path, counted from one.
    """

    file: Path
    data: object
    lines: dict[KeyPath, int]

    def mistake(self, path: KeyPath, problem: str, *, allowed: str, remedy: str) -> Mistake:
        """Return a mistake at `path`, with the line and the value that stand there."""
        return Mistake(
            file=self.file,
            line=self.line_of(path),
            path=dotted(path),
            value=shown(self.data, path),
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
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError([_whole_file(file, f"cannot be read: {reason}")]) from None
    return load_yaml(text, file)


def load_yaml(text: str, file: Path) -> YamlDocument:
    """Load one YAML document.

    Args:
        text: The document.
        file: Where it came from, for messages only.

    Raises:
        ConfigError: The text is not YAML, or it holds a duplicate key, an alias, or a value that
            is not plain data.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        document = _Reader(file)
        data = document.convert(root, ()) if root else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        line = mark.line + 1 if mark else None
        raise ConfigError([_whole_file(file, f"is not YAML: {problem}", line)]) from None
    except yaml.YAMLError as error:
        raise ConfigError([_whole_file(file, f"is not YAML: {error}")]) from None
    except RecursionError:
        raise ConfigError([_whole_file(file, "is nested too deeply")]) from None
    if document.mistakes:
        raise ConfigError(document.mistakes)
    return YamlDocument(file, data, document.lines)


def dotted(path: KeyPath) -> str:
    """Return a key path as people write it: `network.zones.eu-west-1a.private`."""
    return ".".join(str(part) for part in path)


def shown(data: object, path: KeyPath) -> str | None:
    """Return what stands at `path`, on one line and shortened; None where nothing does."""
    here: Any = data
    for part in path:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            return None
    text = yaml.safe_dump(here, default_flow_style=True, width=float("inf"))
    text = text.removesuffix("\n...\n").strip()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _is_unicode(text: str) -> bool:
    """Tell whether text can be written out; an escape may stand for half a character."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _whole_file(file: Path, problem: str, line: int | None = None) -> Mistake:
    return Mistake(
        file=file,
        line=line,
        path="",
        value=None,
        problem=problem,
        allowed="one YAML document in UTF-8",
        remedy="correct the file; an editor that knows YAML marks the place",
    )


@dataclass
class _Reader:
    """Turns YAML nodes into plain data; collects mistakes instead of stopping at the first."""

    file: Path
    lines: dict[KeyPath, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    _seen: set[int] = field(default_factory=set)

    def convert(self, node: yaml.Node, path: KeyPath) -> object:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self._seen:
            # Also what keeps an alias to itself from ending in endless recursion.
            self._refuse(node, path, "is an alias", "write the value out")
            return None
        self._seen.add(id(node))
        if node.tag not in _TAGS:
            self._refuse(node, path, f"has the tag {node.tag}", _PLAIN_DATA)
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.convert(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str) or key_node.tag == "tag:yaml.org,2002:merge":
                self._refuse(key_node, path, "has a key that is not a string", "name the key")
                continue
            if not _is_unicode(key):
                self._refuse(key_node, path, "has a key that is no Unicode text", _WHOLE_CHARACTER)
                continue
            here = (*path, key)
            if key in data:
                first = self.lines[here]
                problem = f"stands twice, first on line {first}"
                self._refuse(key_node, here, problem, "keep one of the two")
                continue
            self.lines[here] = key_node.start_mark.line + 1
            data[key] = self.convert(value_node, here)
        return data

    def _scalar(self, node: yaml.Node, path: KeyPath) -> object:
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value
        try:
            data: object = yaml.SafeLoader("").construct_object(node)
        except ValueError as error:
            self._refuse(node, path, f"cannot be read: {error}", _PLAIN_DATA)
            return None
        if isinstance(data, str) and not _is_unicode(data):
            self._refuse(node, path, "is no Unicode text", _WHOLE_CHARACTER)
            return None
        return data

    def _refuse(self, node: yaml.Node, path: KeyPath, problem: str, remedy: str) -> None:
        mistake = Mistake(
            file=self.file,
            line=node.start_mark.line + 1,
            path=dotted(path),
            value=None,
            problem=problem,
            allowed="plain data with every key once, without aliases and tags",
            remedy=remedy,
        )
        self.mistakes.append(mistake)
