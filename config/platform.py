"""Loads all that decides about one environment: its file, and the applications."""

from dataclasses import dataclass

from config.applications.application import Application
from config.applications.load import APPLICATIONS, read_applications
from config.applications.placeholders import Placeholders
from config.checks.platform import check_platform
from config.environment import environment_file, validate, without_wrong_sections
from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig
from config.yaml.source import read_yaml


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What is deployed to one environment.

    Attributes:
        config: The environment.
        applications: The applications, by name.
    """

    config: EnvironmentConfig
    applications: tuple[Application, ...]


def load_platform(environment: str) -> Platform:
    """Read and validate everything that people write about an environment.

    Raises:
        ConfigError: There are mistakes: those of the environment's file and of all applications'
            are in the error, and those that show only where both are read together, as far as
            they can be judged. If there is no such environment, that is the only one.
    """
    file = environment_file(environment)
    mistakes: list[Mistake] = []
    config = document = None
    try:
        document = read_yaml(file)
        config = validate(document)
    except ConfigError as error:
        mistakes += error.mistakes
    judged = config or (without_wrong_sections(document) if document else None)
    placeholders = Placeholders.of(judged) if judged else Placeholders.stand_ins(environment)
    try:
        applications = read_applications(APPLICATIONS, placeholders)
    except ConfigError as error:
        raise ConfigError([*mistakes, *error.mistakes]) from None
    mistakes += applications.mistakes
    if judged and document:
        try:
            check_platform(judged, applications.sound, document, applications.names)
        except ConfigError as error:
            # One that is in the environment's file by itself is not told a second time.
            told = {(mistake.file, mistake.path) for mistake in mistakes}
            mistakes += [each for each in error.mistakes if (each.file, each.path) not in told]
    if mistakes or config is None:
        raise ConfigError(mistakes)
    return Platform(config=config, applications=applications.sound)
