"""The ends of a command: a refusal of its input, or a failure of its work, each with its text.

A wrong file is refused with every mistake at once, each with its remedy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

PRINTED = 50
"""How many mistakes are printed: more than anyone corrects at a time."""


class CommandError(Exception):
    """Ends a command with a text on standard error instead of a traceback.

    Attributes:
        exit_status: The command's exit status.
    """

    exit_status: ClassVar[int]

    def report(self) -> str:
        """Return what the command prints."""
        return str(self)


class Refusal(CommandError):  # noqa: N818 - it is what the command does, not a fault of the code
    """The command's input does not allow its work; nothing was changed.

    The message says what is wrong, the value, what is allowed and the remedy.
    """

    exit_status = 2


class Failure(CommandError):  # noqa: N818 - likewise
    """The work could not be done. The message says how, where to read more, and what to do."""

    exit_status = 1


def ending(error: CommandError | OSError) -> CommandError:
    """Return what ends a command: an error of the operating system is a failure."""
    if isinstance(error, CommandError):
        return error
    subject = f"{error.filename}: " if error.filename is not None else ""
    return Failure(f"{subject}{error.strerror or error}")


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One thing that is wrong in a file.

    Attributes:
        file: The file, as the user named it.
        line: The line, counted from one; None where the file as a whole is meant.
        path: The key, with dots between its parts; empty for the document itself.
        value: The value that stands there, shortened; None where nothing stands there.
        problem: The reason why it is wrong.
        allowed: The values that may stand there.
        remedy: The way to correct it.
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


class ConfigError(Refusal):
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
        """Return the mistakes and their number."""
        count = len(self.mistakes)
        noun = "mistake" if count == 1 else "mistakes"
        return f"{self}\n\n{count:,} {noun}; nothing was written."


def _indented(text: str) -> str:
    return text.replace("\n", "\n" + " " * 11)
