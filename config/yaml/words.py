"""The words for text that is not YAML, by libyaml's own."""

from typing import Final

QUOTE: Final = "write the whole value in quotes"
CLOSE: Final = "close the quote where the text ends; inside it, write '' for ' and \\\" for \""
COLON: Final = "write a colon and a space between key and value, and long text in quotes"
REMOVE: Final = "remove it, or " + QUOTE
INDENT: Final = "begin the line with as many spaces as the lines that it belongs with"
_ESCAPE: Final = "has a backslash in double quotes that begins no escape"
_BACKSLASH: Final = "write two backslashes for one, or use single quotes"
_TAG: Final = ("has a value that begins with `!`, which begins a tag", QUOTE)
_DIRECTIVE: Final = ("begins with `%`, which begins a directive", "remove the line, or " + QUOTE)

SAID: Final[dict[str, tuple[str, str]]] = {
    "found unknown escape": (_ESCAPE, _BACKSLASH),
    "did not find expected hex": (_ESCAPE, _BACKSLASH),
    "found invalid Unicode": (
        "has an escape that is no Unicode text",
        "write the character itself, or its whole escape, such as \\U0001F600",
    ),
    "did not find expected alphabetic": (
        "has a value that begins with `*` or `&`, which stand for aliases and anchors",
        QUOTE,
    ),
    "block sequence entries": (
        "begins a list on the line of its key",
        "begin each `- ` on a line of its own, or " + QUOTE,
    ),
    "mapping keys": ("has a value that begins with `? `", QUOTE),
    "did not find expected comment": (
        "has text on the line of its `|` or `>`",
        "begin the text on the next line, indented, or write it in quotes",
    ),
    "exceeded maximum nesting": (
        "begins too many lists or mappings in each other",
        "close brackets and braces, or use fewer levels",
    ),
    "while scanning a tag": _TAG,
    "while parsing a tag": _TAG,
    "found undefined tag": _TAG,
    "while scanning a directive": _DIRECTIVE,
    "while scanning a %": _DIRECTIVE,
    "found incompatible YAML": _DIRECTIVE,
    "found duplicate %": _DIRECTIVE,
}
"""The problem and the remedy, by the beginning of libyaml's problem or of its context."""
