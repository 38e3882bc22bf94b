"""Reads the folder of one application, and finds the mistakes that it has by itself."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from config.applications.chart_rules import rule_mistakes
from config.applications.chart_values import ChartValues, merge, schema_mistakes
from config.applications.database import reserved_name
from config.applications.placeholders import Placeholders
from config.applications.platform_file import PlatformFile
from config.errors import ConfigError, Mistake
from config.explain import explain
from config.yaml.source import KeyPath, YamlDocument, read_yaml
from config.yaml.stray_files import is_stray

# A name is a namespace, a release, a host name in the cluster, and the end of an IAM role's name.
# That has 64 characters, of which the project takes up to 20, the environment 15, and what joins
# them, `-` and `-app-`, 6.
LONGEST_NAME: Final = 64 - 20 - 15 - 6
_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
RESERVED_NAMESPACES: Final = {
    "database-provisioning": "the namespace of the job that makes the databases",
    "default": "Kubernetes's own",
}
"""The namespaces that are nobody's to take, addons' included, and whose they are."""
_PLATFORM_KEYS: Final[tuple[KeyPath, ...]] = (
    ("peers",),
    ("database",),
    ("podIdentity",),
    ("networkPolicy", "ingressController"),
    ("networkPolicy", "prometheus"),
)
DATABASE_VARIABLES = (
    "DATABASE_READER_HOST",
    "PGDATABASE",
    "PGHOST",
    "PGPORT",
    "PGSSLMODE",
    "PGSSLROOTCERT",
    "PGUSER",
)


class Folder:
    """The content of one application's folder in one environment.

    Args:
        path: The folder.
        placeholders: The values that the environment fills in.
        environments: The names of all environments, each of which may have files there.
        taken: The namespaces that are not the application's to take, and whose they are.

    Attributes:
        name: The application's name.
        platform: Its requests to the platform.
        values: Its values for the chart.
        mistakes: The mistakes in the folder alone.
    """

    def __init__(
        self,
        path: Path,
        placeholders: Placeholders,
        environments: Collection[str],
        taken: Mapping[str, str],
    ) -> None:
        self.name = path.name
        self._placeholders = placeholders
        self._unread: set[Path] = set()
        self.mistakes = [*_wrong_name(path, taken), *_wrong_files(path, environments)]
        ends = (".yaml", f".{placeholders.environment}.yaml")
        self._platform_documents = [self._read(path / f"platform{end}") for end in ends]
        self.platform = self._platform()
        if self.platform.database:
            self.mistakes += reserved_name(self.platform_document("database"))
        first, *over = (self._read(path / f"values{end}") for end in ends)
        self.values = merge([first, *(document for document in over if document.data)])
        # A value that seems to be missing may stand in a file of values that could not be read.
        if _stands(first.file) and self._unread.isdisjoint({first.file, *(d.file for d in over)}):
            self.mistakes += self._wrong_values()

    def platform_document(self, key: str) -> YamlDocument:
        """Return the file that decides about a key of platform.yaml: the last that has it."""
        first, *over = self._platform_documents
        return next((document for document in over if key in _mapping(document)), first)

    def _read(self, file: Path) -> YamlDocument:
        """Return a file's document, an empty one where there is no file or no mapping."""
        empty = YamlDocument(file, None, {})
        try:
            document = read_yaml(file) if _stands(file) else empty
        except ConfigError as error:
            self.mistakes += error.mistakes
            self._unread.add(file)
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
            self._unread.add(file)
            return empty
        filled, mistakes = self._placeholders.fill(document)
        self.mistakes += mistakes
        return filled

    def _platform(self) -> PlatformFile:
        """Return what all the files ask for; each is checked by itself, and names its own lines."""
        data: dict[str, Any] = {}
        for document in self._platform_documents:
            try:
                PlatformFile.model_validate(_mapping(document))
                data |= _mapping(document)
            except ValidationError as error:
                self.mistakes += explain(error, PlatformFile, document)
        return PlatformFile.model_validate(data)

    def _wrong_values(self) -> Iterator[Mistake]:
        refused = list(schema_mistakes(self.values))
        invalid = {mistake.path.partition(".")[0] for mistake in refused}
        yield from _set_by_platform(self.values, self.platform)
        yield from refused
        yield from rule_mistakes(self.values, invalid)


def _mapping(document: YamlDocument) -> dict[str, Any]:
    return document.data if isinstance(document.data, dict) else {}


def _wrong_name(path: Path, taken: Mapping[str, str]) -> Iterator[Mistake]:
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


def _wrong_files(path: Path, environments: Collection[str]) -> Iterator[Mistake]:
    known = [
        f"{file}{environment}.yaml"
        for file in ("values", "platform")
        for environment in ("", *(f".{name}" for name in environments))
    ]
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


def _stands(file: Path) -> bool:
    """Return whether there is such a file, be it a link to nothing, which reading it explains."""
    return os.path.lexists(file)


def _set_by_platform(values: ChartValues, platform: PlatformFile) -> Iterator[Mistake]:
    paths = [path for path in _PLATFORM_KEYS if _has(values.release, path)]
    variables = DATABASE_VARIABLES if platform.database else ()
    for key in ("env", "secretEnv"):
        given = values.release.get(key)
        paths += [(key, name) for name in variables if isinstance(given, dict) and name in given]
    for path in paths:
        yield values.mistake(
            path,
            "is set by the platform",
            allowed="nothing here",
            remedy="remove it; platform.yaml says what the application needs: database, iam, peers,"
            " callers",
        )


def _has(data: object, path: KeyPath) -> bool:
    for key in path:
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return True
