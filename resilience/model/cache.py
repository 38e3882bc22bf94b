"""Results that are kept by what they were made of, so that nothing is made twice."""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(".cache/resilience")
KEPT_DAYS: Final = 30
"""Days for which a result is kept that nobody reads: a branch seldom rests for longer."""


class Cache:
    """Results in JSON, a file each, named by the content that they follow from.

    Args:
        folder: Where they are kept; made with the first. None keeps nothing.
    """

    def __init__(self, folder: Path | None = FOLDER) -> None:
        self._folder = folder
        self._is_tidy = False

    def kept(self, content: Sequence[str], make: Callable[[], Any]) -> Any:  # noqa: ANN401 - JSON
        """Return what follows from a content: as it was kept, or made and kept for the next time.

        Args:
            content: All that the result depends on, the version of its form first.
            make: Makes it: data that JSON can hold. Nothing is kept of what raises an error.
        """
        found = self.find(content)
        if found is None:
            found = make()
            self.keep(content, found)
        return found

    def find(self, content: Sequence[str]) -> Any:  # noqa: ANN401 - JSON
        """Return what was kept for a content; None where nothing was."""
        file = self._file(content)
        if file is None:
            return None
        try:
            found = json.loads(file.read_bytes())
        except (OSError, ValueError):  # not there, or cut off by a full disk
            return None
        with suppress(OSError):  # a folder that may only be read
            os.utime(file)
        return found

    def keep(self, content: Sequence[str], result: object) -> None:
        """Keep a result, as a whole; where that fails, it is made again the next time."""
        file = self._file(content)
        if file is None:
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=file.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as opened:
                json.dump(result, opened, default=str)
            Path(name).replace(file)
            self._tidy(file.parent)
        except OSError:
            return

    def _tidy(self, folder: Path) -> None:
        """Remove once what nobody has read for long, and what a killed process left unfinished."""
        if self._is_tidy:
            return
        self._is_tidy = True
        oldest = time.time() - KEPT_DAYS * 24 * 60 * 60
        for file in folder.iterdir():
            with suppress(OSError):  # another process tidied up
                if file.stat().st_mtime < oldest:
                    file.unlink()

    def _file(self, content: Sequence[str]) -> Path | None:
        digest = hashlib.sha256(json.dumps(list(content)).encode()).hexdigest()
        return self._folder / f"{digest}.json" if self._folder else None
