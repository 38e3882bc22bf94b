"""With what else than its locks name the platform has to work: data, a variant a line or two."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.fixtures.checkout import ROOT

LOCK: Final = ROOT / "Pipfile.lock"
_REQUIREMENT: Final = re.compile(r"^(?P<name>[\w-]+)==(?P<version>\S+)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One way to install what synthesis needs.

    Attributes:
        name: Its name, in the table of docs/compatibility.md and in the cache.
        python: The minor version of Python, such as `3.12`.
        pins: The folder of `tools` whose `requirements.txt` goes before the lock, if any.
        replaced: Packages of the lock that the pins stand in for under other names.
        renames: What the names of packages become in a copy of the code, as regular expressions.
    """

    name: str
    python: str = "3.11"
    pins: str = ""
    replaced: tuple[str, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()

    @property
    def requirements(self) -> str:
        """What pip is to install, with hashes: the pins, then what they leave of the lock."""
        left = {*self.pinned, *self.replaced}
        return self._pins + "".join(
            f"{name}{package['version']}"
            + (f" ; {package['markers']}" if "markers" in package else "")
            + "".join(f" --hash={each}" for each in package["hashes"])
            + "\n"
            for name, package in json.loads(LOCK.read_text(encoding="utf-8"))["default"].items()
            if name not in left
        )

    @property
    def pinned(self) -> dict[str, str]:
        """What is pinned instead of what the lock names: each package's version."""
        return {found["name"]: found["version"] for found in _REQUIREMENT.finditer(self._pins)}

    @property
    def _pins(self) -> str:
        file = ROOT / "tools" / self.pins / "requirements.txt"
        return file.read_text(encoding="utf-8") if self.pins else ""


CDKTN: Final = Variant(
    name="CDK Terrain",
    pins="cdktn",
    replaced=(
        "cdktf",
        "cdktf-cdktf-provider-aws",
        "cdktf-cdktf-provider-helm",
        "cdktf-cdktf-provider-kubernetes",
    ),
    renames=(
        (r"^(from|import) cdktf(?=[ .])", r"\1 cdktn"),
        (r"\bcdktf_cdktf_provider_", "cdktn_provider_"),
        # Its bindings of the Kubernetes provider 3 take the metadata of a namespace as a list.
        (r"(self, \"namespace\", metadata=)metadata,", r"\1[metadata],"),
        (r"\bnamespace\.metadata\.name", "namespace.metadata.get(0).name"),
    ),
)
AWS_PROVIDER_6: Final = Variant(name="AWS provider 6", pins="aws-provider-6")
SWITCHED_ON: Final = Variant(
    name="AWS provider 6, `VERSION_6`",
    pins="aws-provider-6",
    renames=((r"^VERSION_6: Final = False", "VERSION_6: Final = True"),),
)
PYTHONS: Final = tuple(
    Variant(name=f"Python {version}", python=version) for version in ("3.11", "3.12", "3.13")
)


def interpreter(version: str) -> Path | None:
    """Return a Python of a minor version, if this machine has one: on the path, or of pyenv's."""
    name = f"python{version}"
    for candidate in _candidates(name, version):
        if candidate.is_file():
            told = subprocess.run(
                [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
                capture_output=True,
                text=True,
                check=False,
            )
            if told.stdout.strip() == version:
                return candidate
    return None


def _candidates(name: str, version: str) -> Iterator[Path]:
    yield from (Path(folder) / name for folder in os.environ.get("PATH", "").split(os.pathsep))
    pyenv = Path(os.environ.get("PYENV_ROOT") or "~/.pyenv").expanduser()
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/{name}"), reverse=True)
