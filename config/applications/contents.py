"""The name of an application's folder, and the names of the files in it."""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from config.errors import Mistake
from config.kubernetes_names import VOLUMES_NAMESPACE
from config.role_names import OF_APPLICATIONS, longest_after
from config.yaml.stray_files import is_stray

# A name is a namespace, a release, a host name in the cluster, and the end of an IAM role's name.
LONGEST_NAME: Final = longest_after(OF_APPLICATIONS)
_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
RESERVED_NAMESPACES: Final = {
    "database-provisioning": "the namespace of the job that makes the databases",
    "default": "Kubernetes's own",
    VOLUMES_NAMESPACE: "the namespace that waits for volumes to be deleted",
}
"""The namespaces that are nobody's to take, addons' included, and whose they are."""

# Of files that look as if they were read. YAML's cousin, and what systems add that hide endings,
# are meant where the name is ours.
_READ: Final = re.compile(r".*\.ya?ml|(values|platform)\.(.+\.)?(json|ya?ml\.txt)")
_ENDING: Final = re.compile(r"\.(ya?ml|json|ya?ml\.txt)$")


def wrong_name(path: Path, taken: Mapping[str, str]) -> Iterator[Mistake]:
    """Yield a mistake if no application can have the name of a folder.

    Args:
        path: The folder.
        taken: The namespaces that are not the application's to take, and whose they are.
    """
    name = path.name
    if name in taken or name.startswith("kube-"):
        whose = taken.get(name, "Kubernetes's own")
        yield _misnamed(path, f"is a name that is taken: {whose}", taken)
    elif not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        yield _misnamed(path, "is not a name for an application", taken)


def _misnamed(path: Path, problem: str, taken: Collection[str]) -> Mistake:
    reserved = ", ".join(sorted(taken))
    return Mistake(
        file=path,
        line=None,
        path="",
        value=path.name,
        problem=problem,
        allowed=f"up to {LONGEST_NAME} lower-case letters, digits and hyphens, a letter first "
        f"and no hyphen last; none of {reserved}, and nothing that begins with kube-",
        remedy="rename the folder",
    )


def wrong_files(path: Path, environments: Collection[str]) -> Iterator[Mistake]:
    """Yield a mistake for each file of a folder that looks as if it were read, or is missing.

    Args:
        path: The folder.
        environments: The names of all environments, each of which may have files there.
    """
    known = [
        f"{file}{environment}.yaml"
        for file in ("values", "platform")
        for environment in ("", *(f".{name}" for name in environments))
    ]
    files = sorted(file for file in path.iterdir() if not is_stray(file))
    meant = {file: path / _meant_name(file) for file in files if _READ.fullmatch(file.name.lower())}
    remedies = {
        file: "name the file as one of these"
        if stands(right) or right.name not in known
        else f"rename it to {right.name}"
        for file, right in meant.items()
        if file.name not in known
    }
    for file, remedy in remedies.items():
        yield _wrong_file(file, "is read by nobody", known, remedy)
    values = path / "values.yaml"
    if not stands(values) and values not in meant.values():
        yield _wrong_file(values, "is missing", known, "add it")


def _meant_name(file: Path) -> str:
    return _ENDING.sub(".yaml", file.name.lower())


def _wrong_file(file: Path, problem: str, known: Sequence[str], remedy: str) -> Mistake:
    return Mistake(
        file=file,
        line=None,
        path="",
        value=None,
        problem=problem,
        allowed=", ".join(known),
        remedy=remedy,
    )


def stands(file: Path) -> bool:
    """Return whether there is such a file, be it a link to nothing, which reading it explains."""
    return os.path.lexists(file)
