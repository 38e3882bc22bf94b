"""Says in plain words where text stops being YAML, and what people mostly meant there.

libyaml names what its grammar expected, where it noticed. The words here name what was written, and
the line on which it began.
"""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from config.errors import Mistake
from config.yaml.key_path import shortened
from config.yaml.reader import LOADER
from config.yaml.words import CLOSE, COLON, INDENT, QUOTE, REMOVE, SAID

_LONGEST_KEY: Final = 1024  # https://yaml.org/spec/1.1/#id934537

_ENDED: Final = (
    "did not find expected key",
    "did not find expected '-'",
    "did not find expected <document start>",
)
# libyaml's words for lines that a bracket left open draws into its list.
_OUT_OF_PLACE: Final = (
    "block sequence entries",
    "mapping keys",
    "mapping values",
    "could not find",
)
_COLON_IN_TEXT: Final = re.compile(r":\s")
_COLON_OR_ITEM: Final = re.compile(r":\s|^\s*-\s")


class _Words(NamedTuple):
    """The problem of a line, counted from zero, and its remedy."""

    line: int
    problem: str
    remedy: str


def syntax_mistake(error: yaml.MarkedYAMLError, text: str, file: Path) -> Mistake:
    """Return the mistake that an error of the parser stands for.

    Args:
        error: The parser's error about the text.
        text: The text, with line breaks of Unix.
        file: Where the text came from, for messages only.
    """
    lines = [*text.split("\n"), ""]
    fault = _Fault(error, text, lines)
    words = fault.quote() or fault.bracket() or fault.colon() or fault.end() or fault.other()
    return Mistake(
        file=file,
        line=words.line + 1,
        path="",
        value=shortened(lines[words.line].strip()) or None,
        problem=words.problem,
        allowed="one YAML document",
        remedy=words.remedy,
    )


class _Fault:
    """An error of the parser, and what stands around it."""

    def __init__(self, error: yaml.MarkedYAMLError, text: str, lines: list[str]) -> None:
        mark: Any = error.problem_mark
        begun: Any = error.context_mark or mark
        self._said = (error.problem or "", error.context or "")
        self._line, self._begun = mark.line, begun.line
        self._length = mark.index - begun.index
        self._lines = lines
        self._char = text[mark.index : mark.index + 1]
        self._before = self._lines[mark.line][: mark.column]
        self._last, self._opened = _before(text, mark.index)

    def quote(self) -> _Words | None:
        """Return words for a quote that is not closed, or that closes too early."""
        if self._says("while scanning a quoted"):
            return _Words(self._begun, "begins a quote that is never closed", CLOSE)
        last = self._last
        if not isinstance(last, yaml.ScalarToken) or last.style not in ("'", '"'):
            return None
        if not self._char.strip(":") or not self._says("did not find expected"):
            return None
        begun, closed = last.start_mark.line, last.end_mark.line
        if begun == closed:
            return _Words(begun, f"has `{self._char}` after the end of a quote", CLOSE)
        problem = f"begins a quote that ends on line {closed + 1}, with other text after it"
        return _Words(begun, problem, CLOSE)

    def bracket(self) -> _Words | None:
        """Return words for a bracket or a brace that is not closed where it should be."""
        opened = self._opened
        expected = self._says("did not find expected ','", *_OUT_OF_PLACE)
        # A dash is taken for an item of a list that a bracket has drawn into its own.
        if opened is None or not (expected or self._char in ("", "-")):
            return None
        is_list = isinstance(opened, yaml.FlowSequenceStartToken)
        kind, begins, ends = ("list", "[", "]") if is_list else ("mapping", "{", "}")
        before = f"`{self._char}` on line {self._line + 1}" if self._char else "the file ends"
        problem = f"begins a {kind} with `{begins}` that is not closed before {before}"
        remedy = f"close it with `{ends}`, and write a comma between its parts"
        return _Words(opened.start_mark.line, problem, remedy)

    def colon(self) -> _Words | None:
        """Return words for a colon that is missing, or that is one too many."""
        if self._says("could not find expected ':'"):
            if self._length > _LONGEST_KEY:
                problem = f"has a key of more than {_LONGEST_KEY} characters"
                return _Words(self._begun, problem, "write a shorter key")
            return self._without_colon(self._begun)
        if not self._says("mapping values"):
            return None
        if _COLON_IN_TEXT.search(self._before):
            return _Words(self._line, "has a second colon with a space after it", QUOTE)
        above = [n for n in range(self._line) if self._lines[n].split("#")[0].strip()]
        if above and not _COLON_OR_ITEM.search(self._lines[above[-1]] + "\n"):
            return self._without_colon(above[-1])
        return _Words(self._line, "is indented as if it went on with the value above", INDENT)

    def end(self) -> _Words | None:
        """Return words for what follows where a value, or all that belongs together, has ended."""
        if self._char == "\t" or self._says("found a tab"):
            return _Words(self._line, "is indented with a tab", "indent with spaces only")
        if self._says("found character that cannot start"):
            problem = f"has a value that begins with {self._char}, which YAML reserves"
            return _Words(self._line, problem, QUOTE)
        if self._says("did not find expected node content"):
            return _Words(self._line, f"has `{self._char}` where a value belongs", REMOVE)
        if not self._says(*_ENDED):
            return None
        if self._before.strip():
            return _Words(self._line, f"has `{self._char}` after the end of a value", REMOVE)
        if self._char == ":":
            problem = "has no key before the colon"
        elif self._says("did not find expected '-'"):
            problem = "is a key where an item of a list belongs"
        elif self._char == "-":
            problem = "is an item of a list where a key belongs"
        else:
            problem = "is indented like none of the lines above that it could belong with"
        return _Words(self._line, problem, INDENT)

    def other(self) -> _Words:
        """Return words for what a table tells, else that YAML ends here."""
        for beginning, (problem, remedy) in SAID.items():
            if self._says(beginning):
                return _Words(self._begun, problem, remedy)
        return _Words(self._line, f"is no YAML from `{self._char}` on", QUOTE)

    def _without_colon(self, line: int) -> _Words:
        text = self._lines[line].strip()
        if text.startswith("-") and not text.startswith("- "):
            return _Words(
                line, "has no space after its dash", "write `- ` before an item of a list"
            )
        problem = "has no space after its colon" if ":" in text else "has no colon after its key"
        return _Words(line, problem, COLON)

    def _says(self, *beginnings: str) -> bool:
        return any(said.startswith(beginnings) for said in self._said)


def _before(text: str, end: int) -> tuple[yaml.Token | None, yaml.Token | None]:
    """Return the last token before an index, and the last bracket or brace not closed there.

    Both are None where there is none; the scanner may not get as far as the index. The other tokens
    are not kept: Python's garbage collector would look through hundreds of thousands again and
    again.
    """
    last, opened = None, []
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text, Loader=LOADER):
            if token.start_mark.index >= end:
                break
            last = token
            if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
                opened.append(token)
            elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and opened:
                opened.pop()
    return last, opened[-1] if opened else None
