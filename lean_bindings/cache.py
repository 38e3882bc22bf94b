"""Keeps the slim tarballs, by provider version and set of modules."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lean_bindings.assembly import ProviderPackage, build_slim_tarball
from lean_bindings.report import say

FORMAT = 1
"""To be raised with every change of what `build_slim_tarball` writes."""
KEPT = 4
"""Tarballs kept of a provider: enough to go back and forth between branches."""


@dataclass(frozen=True)
class Cache:
    """A folder of slim tarballs, safe to share between processes.

    A file's name ends in the digest of its content. So a damaged file is known by its name, and
    processes that build the same tarball at the same time write the same file.
    """

    folder: Path

    def slim_tarball(self, package: ProviderPackage, modules: Iterable[str]) -> Path:
        """Return the tarball with only these Python modules, building it if need be.

        Raises:
            NotUnderstoodError: The provider's package is not as known.
            OSError: The folder cannot be written.
        """
        wanted = sorted(modules)
        # The size tells apart most local builds of one version, and needs no reading.
        size = package.tarball.stat().st_size
        key = _digest(f"{FORMAT} {size} {' '.join(wanted)}".encode())
        stem = f"{package.folder.name}-{package.version}-{key}"
        for path in sorted(self.folder.glob(f"{stem}-*.tgz")):
            with suppress(FileNotFoundError):  # another process tidied up
                if path.stem.endswith(f"-{_digest(path.read_bytes())}"):
                    os.utime(path)  # used lately, so kept longest
                    return path
        say(
            f"building slim bindings of {package.folder.name} {package.version}"
            f" (modules in use: {len(wanted)}; takes seconds, once)"
        )
        content = build_slim_tarball(package, wanted)
        path = self.folder / f"{stem}-{_digest(content)}.tgz"
        self._write(path, content)
        self._tidy(package.folder.name)
        return path

    def _write(self, path: Path, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=self.folder, prefix=f"{path.stem}-", suffix=".tmp", delete=False
        ) as file:
            try:
                file.write(content)
                file.close()
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink()
                raise

    def _tidy(self, package: str) -> None:
        """Remove all but the newest files of a provider, what a killed build left included."""
        ages: dict[Path, float] = {}
        for path in self.folder.glob(f"{package}-*"):
            with suppress(FileNotFoundError):
                ages[path] = path.stat().st_mtime
        for path in sorted(ages, key=ages.__getitem__)[:-KEPT]:
            path.unlink(missing_ok=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
