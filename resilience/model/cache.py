"""Results that are kept by what they were made of, so that nothing is made twice."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(".cache/resilience")


class Cache:
    """Results in JSON, a file each, named by the content that they follow from.

    Args:
        folder: Where they are kept; made with the first. None keeps nothing.
    """

    def __init__(self, folder: Path | None = FOLDER) -> None:
        self._folder = folder

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
        try:
            return json.loads(file.read_bytes()) if file else None
        except (OSError, ValueError):  # not there, or cut off by a full disk
            return None

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
        except OSError:
            return

    def _file(self, content: Sequence[str]) -> Path | None:
        digest = hashlib.sha256(json.dumps(list(content)).encode()).hexdigest()
        return self._folder / f"{digest}.json" if self._folder else None
