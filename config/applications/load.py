"""Reads the applications: one folder each, found and validated at synth."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from config.applications.chart_rules import rule_mistakes
from config.applications.chart_values import ChartValues, merge, schema_mistakes
from config.applications.database import reserved_name
from config.applications.platform_file import IamStatement, PlatformFile
from config.environment import available_environments
from config.errors import ConfigError, Mistake
from config.explain import explain
from config.source_text import file_mistake
from config.stray_files import is_stray
from config.yaml_source import KeyPath, YamlDocument, load_yaml, read_yaml

APPLICATIONS: Final = Path("helm/apps")

# A name is a namespace, a release, a host name in the cluster, and the end of an IAM role's name.
# That has 64 characters, of which the project takes up to 20, the environment 15, and what joins
# them, `-` and `-app-`, 6.
LONGEST_NAME: Final = 64 - 20 - 15 - 6
_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_PLATFORM_KEYS = ("peers", "database", "podIdentity")
DATABASE_VARIABLES = (
    "DATABASE_READER_HOST",
    "PGDATABASE",
    "PGHOST",
    "PGPORT",
    "PGSSLMODE",
    "PGUSER",
)


@dataclass(frozen=True, kw_only=True)
class Application:
    """One application of one environment.

    Attributes:
        name: The folder's name: also its namespace and its release.
        values: What its release of the chart gets, `peers` included.
        database: Whether it has a database.
        statements: What it may do in AWS.
        source: Where the values came from, for mistakes that show only with others' help.
    """

    name: str
    values: Mapping[str, Any]
    database: bool
    statements: tuple[IamStatement, ...]
    source: ChartValues


def load_applications(root: Path, environment: str) -> tuple[Application, ...]:
    """Read and validate every application.

    Args:
        root: The folder of the applications' folders. An empty folder, which Git does not keep, is
            no application, and neither is what systems and editors leave behind.
        environment: The environment whose `values.<environment>.yaml` go over `values.yaml`.

    Returns:
        The applications, by name.

    Raises:
        ConfigError: There are mistakes: those of all files are in the error.
    """
    folders = [_Folder(path, environment) for path in _application_folders(root)]
    mistakes = [mistake for folder in folders for mistake in folder.mistakes]
    mistakes += _shared_hosts(folders)
    mistakes += _unknown_peers(folders)
    if mistakes:
        raise ConfigError(mistakes)
    return tuple(_application(folder, folders) for folder in folders)


class _Folder:
    """What one application's folder holds, and the mistakes in it alone."""

    def __init__(self, path: Path, environment: str) -> None:
        self.name = path.name
        self.mistakes = [*_wrong_name(path), *_wrong_files(path)]
        self.platform_document = self._read(path / "platform.yaml")
        self.platform = self._platform()
        if self.platform.database:
            self.mistakes += reserved_name(self.platform_document)
        before = len(self.mistakes)
        first, *over = (self._read(path / f"values{e}.yaml") for e in ("", f".{environment}"))
        self.values = merge([first, *(document for document in over if document.data)])
        # What seems to be missing may stand in a file that could not be read.
        if _stands(first.file) and len(self.mistakes) == before:
            self.mistakes += self._wrong_values()

    def _read(self, file: Path) -> YamlDocument:
        """Return a file's document, an empty one where there is no file or no mapping."""
        empty = load_yaml("", file)
        try:
            document = read_yaml(file) if _stands(file) else empty
        except ConfigError as error:
            self.mistakes += error.mistakes
            return empty
        if document.data is not None and not isinstance(document.data, dict):
            self.mistakes.append(
                document.mistake(
                    (),
                    "is not a mapping",
                    allowed="keys with values",
                    remedy="write `key: value` lines",
                )
            )
            return empty
        return document

    def _wrong_values(self) -> Iterator[Mistake]:
        refused = list(schema_mistakes(self.values))
        invalid = {mistake.path.partition(".")[0] for mistake in refused}
        yield from _set_by_platform(self.values, self.platform)
        yield from refused
        yield from rule_mistakes(self.values, invalid)

    def _platform(self) -> PlatformFile:
        try:
            return PlatformFile.model_validate(self.platform_document.data or {})
        except ValidationError as error:
            self.mistakes += explain(error, PlatformFile, self.platform_document)
            return PlatformFile()


def _application(folder: _Folder, folders: list[_Folder]) -> Application:
    peers = {
        "calls": sorted(folder.platform.peers),
        "calledBy": [other.name for other in folders if folder.name in other.platform.peers],
    }
    return Application(
        name=folder.name,
        values=folder.values.release | {"peers": peers},
        database=folder.platform.database,
        statements=folder.platform.iam,
        source=folder.values,
    )


def _wrong_name(path: Path) -> Iterator[Mistake]:
    name = path.name
    reserved = name == "default" or name.startswith("kube-")
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or reserved:
        yield Mistake(
            file=path,
            line=None,
            path="",
            value=name,
            problem="is not a name for an application",
            allowed=f"up to {LONGEST_NAME} lower-case letters, digits and hyphens, a letter first "
            "and no hyphen last; not `default` and not `kube-...`, which are Kubernetes' own",
            remedy="rename the folder",
        )


def _wrong_files(path: Path) -> Iterator[Mistake]:
    known = ["values.yaml", "platform.yaml"]
    known += [f"values.{environment}.yaml" for environment in available_environments()]
    files = [file for file in path.iterdir() if not is_stray(file)]
    wrong = [file for file in files if file.suffix.lower() in {".yaml", ".yml"}]
    problems = {file: "is read by nobody" for file in wrong if file.name not in known}
    if not _stands(path / "values.yaml"):
        problems[path / "values.yaml"] = "is missing"
    for file, problem in problems.items():
        yield Mistake(
            file=file,
            line=None,
            path="",
            value=None,
            problem=problem,
            allowed=", ".join(known),
            remedy="name the file as one of these" if _stands(file) else "add it",
        )


def _application_folders(root: Path) -> list[Path]:
    try:
        folders = [path for path in root.glob("*/") if not is_stray(path)]
        return sorted(path for path in folders if not all(map(is_stray, path.iterdir())))
    except OSError as error:
        folder = Path(error.filename or root)
        problem = f"cannot be read: {error.strerror}"
        remedy = "make the folder readable for you"
        raise ConfigError([file_mistake(folder, problem, remedy)]) from None


def _stands(file: Path) -> bool:
    """Return whether there is such a file, be it a link to nothing, which reading it explains."""
    return os.path.lexists(file)


def _set_by_platform(values: ChartValues, platform: PlatformFile) -> Iterator[Mistake]:
    paths: list[KeyPath] = [(key,) for key in _PLATFORM_KEYS if key in values.release]
    variables = DATABASE_VARIABLES if platform.database else ()
    for key in ("env", "secretEnv"):
        given = values.release.get(key)
        paths += [(key, name) for name in variables if isinstance(given, dict) and name in given]
    for path in paths:
        yield values.mistake(
            path,
            "is set by the platform",
            allowed="nothing here",
            remedy="remove it; platform.yaml says what the application needs: database, iam, peers",
        )


def _shared_hosts(folders: list[_Folder]) -> Iterator[Mistake]:
    owners: dict[str, str] = {}
    for folder in folders:
        ingresses = folder.values.release.get("ingresses")
        for index, ingress in enumerate(ingresses if isinstance(ingresses, list) else ()):
            host = ingress.get("host") if isinstance(ingress, dict) else None
            if isinstance(host, str) and owners.setdefault(host, folder.name) != folder.name:
                yield folder.values.mistake(
                    ("ingresses", index, "host"),
                    f"is a host of the application {owners[host]} too",
                    allowed="a host of one application",
                    remedy="choose another host for one of the two",
                )


def _unknown_peers(folders: list[_Folder]) -> Iterator[Mistake]:
    for folder in folders:
        others = [other.name for other in folders if other is not folder]
        for index, peer in enumerate(folder.platform.peers):
            if peer not in others:
                yield folder.platform_document.mistake(
                    ("peers", index),
                    "is not another application",
                    allowed=", ".join(others) or "nothing, as there is no other application",
                    remedy="correct the name, or add the folder",
                )
