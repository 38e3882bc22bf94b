"""What the server writes down, so that a later command finds it or knows that it is gone."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import psutil
from pydantic import TypeAdapter, ValidationError

from ops.command import Refusal


@dataclass(frozen=True, kw_only=True)
class ServerRecord:
    """Where a server runs.

    Attributes:
        pid: Its process, unless that has ended.
        endpoint: The URL at which it listens.
    """

    pid: int
    endpoint: str

    @classmethod
    def read(cls, file: Path) -> Self | None:
        """Return the record that a file holds; None where there is no such file.

        Raises:
            Refusal: The file holds something else.
        """
        try:
            return TypeAdapter(cls).validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise Refusal(
                f"{file} does not say where the local AWS runs: {error}\nRemove the file; a local"
                " AWS that runs all the same has to be ended by hand."
            ) from error

    def write(self, file: Path) -> None:
        """Write the record, at once, since somebody is waiting to read it."""
        whole = file.with_suffix(f".{os.getpid()}")
        whole.write_text(json.dumps(asdict(self)), encoding="utf-8")
        whole.replace(file)

    def process(self, file: Path) -> psutil.Process | None:
        """Return the server's process, if it still runs.

        A pid passes to another process once its own has ended, so the command line must name the
        file of this record.
        """
        try:
            process = psutil.Process(self.pid)
            return process if str(file.resolve()) in process.cmdline() else None
        except psutil.NoSuchProcess:
            return None
