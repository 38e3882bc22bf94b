"""Results that are kept by what they were made of, so that nothing is made twice."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable
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

    def kept(self, content: Iterable[str], make: Callable[[], Any]) -> Any:  # noqa: ANN401 - JSON
        """Return what follows from a content: as it was kept, or made and kept for the next time.

        Args:
            content: All that the result depends on, the version of its form first.
            make: Makes it: data that JSON can hold. What it raises, it raises; nothing is kept then.
        """
        if self._folder is None:
            return make()
        digest = hashlib.sha256(json.dumps(list(content)).encode()).hexdigest()
        file = self._folder / f"{digest}.json"
        try:
            return json.loads(file.read_bytes())
        except (OSError, ValueError):  # not there, or cut off by a full disk
            made = make()
        self._keep(file, json.dumps(made, default=str))
        return made

    def _keep(self, file: Path, text: str) -> None:
        """Write a file as a whole; where that fails, the result is made again the next time."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=file.parent)
            with os.fdopen(handle, "w") as opened:
                opened.write(text)
            Path(name).replace(file)
        except OSError:
            return
