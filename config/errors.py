"""The one way in which a wrong input is reported: every mistake at once, each with its remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

EXIT_STATUS = 2
"""The exit status of a command that refuses its input."""

PRINTED = 50
"""How many mistakes are printed: more than anyone corrects at a time."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One thing that is wrong in a file.

    Attributes:
        file: The file, as the user named it.
        line: The line, counted from one; None where the file as a whole is meant.
        path: The key, with dots between its parts; empty for the document itself.
        value: What stands there, shortened; None where nothing stands there.
        problem: What is wrong with it.
        allowed: What may stand there.
        remedy: What to do.
    """

    file: Path
    line: int | None
    path: str
    value: str | None
    problem: str
    allowed: str
    remedy: str

    def __str__(self) -> str:
        """Return the mistake in the form `file:line: path`, with its explanation indented."""
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        rows = {
            "problem": self.problem,
            "value": self.value,
            "allowed": self.allowed,
            "remedy": self.remedy,
        }
        explained = [f"  {name + ':':<9}{_indented(text)}" for name, text in rows.items() if text]
        path = self.path or ("" if self.line else "(the whole file)")
        return "\n".join([f"{place}: {path}".removesuffix(": "), *explained])


class ConfigError(Exception):
    """The mistakes of all files that were read together.

    Attributes:
        mistakes: Every mistake, printed or not, in the order of the files and their lines.
    """

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda m: (str(m.file), m.line or 0, m.path)))
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        """Return the first `PRINTED` mistakes, and how many more there are."""
        printed = [str(mistake) for mistake in self.mistakes[:PRINTED]]
        rest = len(self.mistakes) - PRINTED
        return "\n\n".join([*printed, f"and {rest:,} more"] if rest > 0 else printed)

    def report(self) -> str:
        """Return what a command prints before it exits with `EXIT_STATUS`."""
        count = len(self.mistakes)
        noun = "mistake" if count == 1 else "mistakes"
        return f"{self}\n\n{count:,} {noun}; nothing was written."


def _indented(text: str) -> str:
    return text.replace("\n", "\n" + " " * 11)
