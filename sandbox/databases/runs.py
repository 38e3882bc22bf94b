"""Results of the Jobs that were executed, so that a command can tell them."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

SUFFIX: Final = ".run.json"


@dataclass(frozen=True, kw_only=True)
class Run:
    """The last run of a Job.

    Attributes:
        job: The Job's name.
        exit_code: The exit status of its program; 0 is well.
        output: What the program said.
        ended: When it ended, in seconds since 1970.
    """

    job: str
    exit_code: int
    output: str
    ended: float

    def write(self, folder: Path) -> None:
        """Write it down, in the place of an earlier one."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        whole = folder / f"{self.job}.new"
        whole.write_text(json.dumps(asdict(self)), encoding="utf-8")
        whole.replace(folder / f"{self.job}{SUFFIX}")


def failed(folder: Path) -> Iterator[Run]:
    """Yield the last run of each Job whose last run failed.

    Which of them are new is told by comparing: the clock may jump.
    """
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        run = TypeAdapter(Run).validate_json(file.read_bytes())
        if run.exit_code:
            yield run
