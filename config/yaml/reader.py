"""Turns the events of YAML's parser into plain data; collects mistakes where it can go on."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml

from config.errors import ConfigError, Mistake
from config.yaml.key_path import KeyPath, dotted, shortened

LOADER: Final = yaml.CSafeLoader
"""The parser: libyaml, which every wheel of PyYAML holds, ten times as quick as PyYAML's own."""

DEEPEST: Final = 100
"""How deep mappings and lists may lie in each other. The time that libyaml takes grows with the
square of it."""

CDKTFS_OWN: Final = "TfToken["
"""The beginning of what CDKTF takes for a reference of its own, wherever it stands in a text."""

_LARGEST: Final = 2**53
"""The largest whole number that every reader of JSON holds:
https://datatracker.ietf.org/doc/html/rfc8259#section-6"""

_TAG: Final = "tag:yaml.org,2002:"
_QUOTE: Final = "write the value in quotes"
_OTHER_KEY: Final = "name the key; text that begins with a brace or a bracket stands in quotes"
_START: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_END: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)

# What an event holds depends on its class, which PyYAML's types leave open.
_Event = Any

_constructor: Final = yaml.constructor.SafeConstructor()
_resolver: Final[Any] = yaml.resolver.Resolver()
_READ: Final[dict[str, Callable[[yaml.ScalarNode], object]]] = {
    "null": _constructor.construct_yaml_null,
    "bool": _constructor.construct_yaml_bool,
    "int": _constructor.construct_yaml_int,
    "float": _constructor.construct_yaml_float,
}


class Reader:
    """Reads one document.

    Attributes:
        lines: The line of each key path, counted from one.
        written: How the file writes what is read as anything but text, by key path.
        mistakes: What is wrong so far.
    """

    def __init__(self, file: Path, events: Iterator[_Event]) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.written: dict[KeyPath, str] = {}
        self.mistakes: list[Mistake] = []
        self._anchors: dict[str, tuple[_Event, KeyPath]] = {}
        self._file = file
        self._events = events

    def document(self) -> object:
        """Return the document's data; None where there is no document.

        Raises:
            yaml.MarkedYAMLError: The text is not YAML.
            ConfigError: There is no use in reading on.
        """
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        data = self._node(next(self._events), ())
        next(self._events)
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            remedy = "keep one in the file: remove the `---`, or move what follows to its own file"
            self._refuse(after, (), "begins a second document", remedy)
        # An anchor that has an alias is told by the alias.
        for event, path in self._anchors.values() if not self.mistakes else ():
            self._refuse(event, path, "has an anchor, which no value needs", _QUOTE)
        return data

    def _node(self, event: _Event, path: KeyPath) -> object:
        self.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.AliasEvent):
            self._alias(event, path)
            return None
        if event.anchor:
            self._anchors[event.anchor] = (event, path)
        if event.tag not in (None, "!", _TAG + "str"):
            remedy = "remove the tag; text that begins with `!` stands in quotes"
            self._refuse(event, path, f"has the tag {shortened(event.tag)}", remedy)
        if isinstance(event, _START) and len(path) >= DEEPEST:
            self._too_deep(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path)

    def _alias(self, event: _Event, path: KeyPath) -> None:
        if event.anchor in self._anchors:
            self._refuse(event, path, "is an alias", "write the value out")
        else:
            problem = "has a value that begins with `*`, which stands for an alias"
            self._refuse(event, (), problem, _QUOTE)

    def _sequence(self, path: KeyPath) -> list[object]:
        data: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            data.append(self._node(event, (*path, len(data))))
        return data

    def _mapping(self, path: KeyPath) -> dict[str, object]:
        data: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, path)
            value = next(self._events)
            if key is None:
                self._skip(value, path)
            elif key in data:
                here = (*path, key)
                problem = f"stands twice, first on line {self.lines[here]}"
                self._refuse(event, here, problem, "keep one of the two")
                self._skip(value, path)
            else:
                here = (*path, key)
                self.lines[here] = _line(event)
                data[key] = self._node(value, here)
        return data

    def _key(self, event: _Event, path: KeyPath) -> str | None:
        """Return a key as it is written; None, with a mistake, if it cannot be one."""
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(event, path, "has a key that is not a string", _OTHER_KEY)
            self._skip(event, path)
            return None
        if self._kind(event) == "merge":
            self._refuse(event, (*path, "<<"), "is a merge key", "write the keys out")
            return None
        if event.anchor:
            self._anchors[event.anchor] = (event, path)
        return self._text(event, (*path, event.value))

    def _skip(self, event: _Event, path: KeyPath) -> None:
        """Pass over a value."""
        depth = len(path) + isinstance(event, _START)
        while depth > len(path):
            event = next(self._events)
            depth += isinstance(event, _START) - isinstance(event, _END)
            if depth > DEEPEST:
                self._too_deep(event, path)

    def _scalar(self, event: _Event, path: KeyPath) -> object:
        kind = self._kind(event)
        if kind not in _READ:
            # Also a date, which JSON does not have, and `<<`, which means something as a key only.
            return self._text(event, path)
        self.written[path] = event.value
        if ":" in event.value:
            problem = "is a number of base 60 to some readers of YAML, and text to others"
            self._refuse(event, path, problem, _QUOTE)
            return None
        try:
            data = _READ[kind](yaml.ScalarNode(_TAG + kind, event.value))
        except ValueError:
            data = math.inf  # Python reads no number of so many digits
        if isinstance(data, int | float) and not abs(data) <= _LARGEST:
            problem = f"is no number from {-_LARGEST} to {_LARGEST}, as JSON holds them"
            self._refuse(event, path, problem, _QUOTE)
        elif isinstance(data, float) and data.is_integer():
            # JSON has one kind of number, so that `1.0` is `1` to all who read what is written.
            return int(data)
        return data

    def _kind(self, event: _Event) -> str:
        """Return what a scalar is read as: `str`, `int`, ..."""
        tag = event.tag
        if tag in (None, "!"):
            tag = _resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
        return str(tag).removeprefix(_TAG)

    def _text(self, event: _Event, path: KeyPath) -> str:
        if CDKTFS_OWN in event.value:
            problem = f"holds {CDKTFS_OWN}, which is CDKTF's own"
            self._refuse(event, path, problem, "write the text in another way")
        return str(event.value)

    def _too_deep(self, event: _Event, path: KeyPath) -> NoReturn:
        problem = f"lies in more than {DEEPEST} mappings and lists"
        self._refuse(event, path[:1], problem, "close brackets and braces, or use fewer levels")
        raise ConfigError(self.mistakes)

    def _refuse(self, event: _Event, path: KeyPath, problem: str, remedy: str) -> None:
        mistake = Mistake(
            file=self._file,
            line=_line(event),
            path=dotted(path),
            value=_source(event),
            problem=problem,
            allowed="one document of plain data, with every key once, without aliases and tags",
            remedy=remedy,
        )
        self.mistakes.append(mistake)


def _line(event: _Event) -> int:
    return int(event.start_mark.line) + 1


def _source(event: _Event) -> str | None:
    """Return what people wrote where an event stands, as far as it is one value."""
    if isinstance(event, yaml.AliasEvent):
        return shortened(f"*{event.anchor}")
    return shortened(event.value) if isinstance(event, yaml.ScalarEvent) else None
