"""Loads all that decides about one environment: its file, the applications and the addons."""

from dataclasses import dataclass

from config.addons.folder import Addon
from config.addons.load import load_addons
from config.addons.names import ADDONS
from config.applications.application import Application
from config.applications.load import APPLICATIONS, application_names, load_applications
from config.applications.placeholders import Placeholders
from config.checks.platform import check_platform
from config.environment import environment_file, validate
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
        ConfigError: There are mistakes: those of the environment's file, and of the folders of all
            applications and addons, are in the error. If there is no such environment, that is
            the only one.
    """
    file = environment_file(environment)
    try:
        document = read_yaml(file)
        config = validate(document)
    except ConfigError as error:
        _, _, mistakes = _folders(Placeholders.stand_ins(environment))
        raise ConfigError([*error.mistakes, *mistakes]) from None
    applications, addons, mistakes = _folders(Placeholders.of(config))
    if mistakes:
        raise ConfigError(mistakes)
    check_platform(config, applications, document, application_names(APPLICATIONS), addons)
    return Platform(config=config, applications=applications)


def _folders(
    placeholders: Placeholders,
) -> tuple[tuple[Application, ...], tuple[Addon, ...], list[Mistake]]:
    """Return applications and addons, none where there are mistakes, and the mistakes of both."""
    applications: tuple[Application, ...] = ()
    addons: tuple[Addon, ...] = ()
    mistakes: list[Mistake] = []
    try:
        applications = load_applications(APPLICATIONS, placeholders)
    except ConfigError as error:
        mistakes += error.mistakes
    try:
        addons = load_addons(ADDONS, placeholders)
    except ConfigError as error:
        mistakes += error.mistakes
    return applications, addons, mistakes
