"""Reads the folder of one application, and finds the mistakes that it has by itself."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from config.applications.chart_rules import rule_mistakes
from config.applications.chart_schema import schema_mistakes
from config.applications.chart_values import ChartValues, merge
from config.applications.contents import stands, wrong_files, wrong_name
from config.applications.database import reserved_name
from config.applications.placeholders import Placeholders
from config.applications.platform_file import PlatformFile
from config.errors import ConfigError, Mistake
from config.explain import explain
from config.reading import list_at
from config.repetition import twice
from config.yaml.source import KeyPath, YamlDocument, read_yaml

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
        self.mistakes = [*wrong_name(path, taken), *wrong_files(path, environments)]
        ends = (".yaml", f".{placeholders.environment}.yaml")
        self._platform_documents = [self._read(path / f"platform{end}") for end in ends]
        self.platform = self._platform()
        if self.platform.database:
            self.mistakes += reserved_name(self.platform_document("database"))
        self._value_documents = [self._read(path / f"values{end}") for end in ends]
        first, *over = self._value_documents
        self.values = merge([first, *(document for document in over if document.data)])
        # A value that seems to be missing may stand in a file of values that could not be read.
        if stands(first.file) and self.knows_values:
            self.mistakes += self._wrong_values()

    @property
    def knows_values(self) -> bool:
        """Whether all its files of values could be read: one that could not may replace a value."""
        return self._unread.isdisjoint(document.file for document in self._value_documents)

    @property
    def knows_callers(self) -> bool:
        """Whether all that it asks of the platform could be read, `callers` included."""
        return self._unread.isdisjoint(document.file for document in self._platform_documents)

    def platform_document(self, key: str) -> YamlDocument:
        """Return the file that decides about a key of platform.yaml: the last that has it."""
        first, *over = self._platform_documents
        return next((document for document in over if key in _mapping(document)), first)

    def _read(self, file: Path) -> YamlDocument:
        """Return a file's document, an empty one where there is no file or no mapping."""
        empty = YamlDocument(file, None, {})
        try:
            document = read_yaml(file) if stands(file) else empty
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
        """Return what all the files ask for; each is checked by itself, and names its own lines.

        A key that is wrong counts as left out, so that it hides no mistake of another.
        """
        data: dict[str, Any] = {}
        for document in self._platform_documents:
            wrong = set()
            try:
                PlatformFile.model_validate(_mapping(document))
            except ValidationError as error:
                self.mistakes += explain(error, PlatformFile, document)
                self._unread.add(document.file)
                wrong = {detail["loc"][0] for detail in error.errors(include_url=False)}
            self.mistakes += _repetitions(document)
            data |= _mapping(document)
            data = {key: value for key, value in data.items() if key not in wrong}
        return PlatformFile.model_validate(data)

    def _wrong_values(self) -> Iterator[Mistake]:
        refused = list(schema_mistakes(self.values))
        invalid = {mistake.path.partition(".")[0] for mistake in refused}
        yield from _set_by_platform(self.values, self.platform)
        yield from refused
        yield from rule_mistakes(self.values, invalid)


def _repetitions(platform: YamlDocument) -> Iterator[Mistake]:
    """Yield a mistake for each item that stands twice in a list of platform.yaml."""
    yield from twice(platform, ("peers",))
    yield from twice(platform, ("callers",))
    yield from twice(platform, ("iam",))
    for index in range(len(list_at(platform, ("iam",)))):
        yield from twice(platform, ("iam", index, "actions"))
        yield from twice(platform, ("iam", index, "resources"))


def _mapping(document: YamlDocument) -> dict[str, Any]:
    return document.data if isinstance(document.data, dict) else {}


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
