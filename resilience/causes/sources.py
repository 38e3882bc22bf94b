"""The files from which an environment was synthesized, read when a cause is looked for."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from config.checks.production import is_production
from config.environment import ENVIRONMENTS, environment_file, validate
from config.errors import ConfigError
from config.sections.resilience import ResilienceConfig
from config.yaml.key_path import KeyPath
from config.yaml.source import YamlDocument, read_yaml


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The files from which an environment was synthesized.

    Attributes:
        synthesized: The folder of the stacks' JSON, such as `cdktf.out`.
        today: The day on which the rules judge.
        environment: The environment's file; None where only the JSON is there.
        settings: Its section `resilience`.
        production: Whether it holds what must not be lost.
        root: The folder in which `helm/` lies.
    """

    synthesized: Path
    today: date
    environment: YamlDocument | None = None
    settings: ResilienceConfig = field(default_factory=ResilienceConfig)
    production: bool = False
    root: Path = Path()

    @classmethod
    def of(
        cls,
        name: str,
        synthesized: Path,
        *,
        today: date,
        folder: Path = ENVIRONMENTS,
        root: Path = Path(),
    ) -> "Sources":
        """Return the sources of an environment.

        Args:
            name: The environment.
            synthesized: The folder of the stacks' JSON.
            today: The day on which the rules judge.
            folder: The folder of the environments' files.
            root: The folder in which `helm/` lies.

        Raises:
            ConfigError: The environment has no file, or its file has mistakes.
        """
        document = read_yaml(environment_file(name, folder))
        return cls(
            synthesized=synthesized,
            today=today,
            environment=document,
            settings=validate(document).resilience,
            production=is_production(document),
            root=root,
        )


@cache
def document(file: Path) -> YamlDocument | None:
    """Return a YAML file that people write; None where there is none that can be read."""
    try:
        return read_yaml(file) if file.is_file() else None
    except ConfigError:
        return None


def has(found: YamlDocument, path: KeyPath) -> bool:
    """Return whether a key is written in a file."""
    return path in found.lines
