"""Loads all that decides about one environment: its file, the applications and the addons."""

from dataclasses import dataclass

from config.addons.folder import Addon
from config.addons.load import load_addons
from config.addons.names import ADDONS
from config.applications.application import Application
from config.applications.load import APPLICATIONS, Applications, read_applications
from config.applications.placeholders import Placeholders
from config.checks.platform import check_platform
from config.environment import environment_file, validate, without_wrong_sections
from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig
from config.yaml.source import read_yaml


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Everything that is deployed to one environment.

    Attributes:
        config: The environment.
        applications: The applications, by name.
    """

    config: EnvironmentConfig
    applications: tuple[Application, ...]


def load_platform(environment: str) -> Platform:
    """Read and validate everything that people write about an environment.

    Raises:
        ConfigError: There are mistakes: those of the environment's file, and of the folders of all
            applications and addons, are in the error, and those that show only where they are
            read together, as far as they can be judged. If there is no such environment, that is
            the only one.
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
    applications, addons, wrong = _folders(placeholders)
    mistakes += wrong
    if judged and document and applications and addons is not None:
        try:
            check_platform(judged, applications.sound, document, applications.names, addons)
        except ConfigError as error:
            # One that is in the environment's file by itself is not told a second time.
            told = {(mistake.file, mistake.path) for mistake in mistakes}
            mistakes += [each for each in error.mistakes if (each.file, each.path) not in told]
    if mistakes or config is None or applications is None:
        raise ConfigError(mistakes)
    return Platform(config=config, applications=applications.sound)


def _folders(
    placeholders: Placeholders,
) -> tuple[Applications | None, tuple[Addon, ...] | None, list[Mistake]]:
    """Return applications and addons, as far as they could be read, and the mistakes of both."""
    applications = addons = None
    mistakes: list[Mistake] = []
    try:
        applications = read_applications(APPLICATIONS, placeholders)
        mistakes += applications.mistakes
    except ConfigError as error:
        mistakes += error.mistakes
    try:
        addons = load_addons(ADDONS, placeholders)
    except ConfigError as error:
        mistakes += error.mistakes
    return applications, addons, mistakes
