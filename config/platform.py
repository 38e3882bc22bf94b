"""Loads all that decides about one environment: its file, and the applications."""

from dataclasses import dataclass

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
        ConfigError: There are mistakes: those of the environment's file and of all applications'
            are in the error. If there is no such environment, that is the only one.
    """
    file = environment_file(environment)
    try:
        document = read_yaml(file)
        config = validate(document)
    except ConfigError as error:
        raise ConfigError([*error.mistakes, *_mistakes_in_applications(environment)]) from None
    applications = load_applications(APPLICATIONS, Placeholders.of(config))
    check_platform(config, applications, document, application_names(APPLICATIONS))
    return Platform(config=config, applications=applications)


def _mistakes_in_applications(environment: str) -> tuple[Mistake, ...]:
    try:
        load_applications(APPLICATIONS, Placeholders.stand_ins(environment))
    except ConfigError as error:
        return error.mistakes
    return ()
