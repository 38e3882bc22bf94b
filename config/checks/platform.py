"""Checks of what environment, applications and addons show together."""

from collections.abc import Collection, Sequence

from config.addons.folder import Addon
from config.applications.application import Application
from config.checks.addons import addon_mistakes
from config.checks.infrastructure_room import infrastructure_room_mistakes
from config.checks.limits import limit_mistakes
from config.checks.named_applications import unknown_applications
from config.checks.rights import rights_mistakes
from config.checks.traffic import traffic_mistakes
from config.errors import ConfigError
from config.model import EnvironmentConfig
from config.yaml.source import YamlDocument


def check_platform(
    config: EnvironmentConfig,
    applications: Sequence[Application],
    document: YamlDocument,
    folders: Collection[str],
    addons: Sequence[Addon],
) -> None:
    """Refuse an environment, applications and addons that do not go together.

    Args:
        config: The environment.
        applications: Its applications.
        document: The environment's file.
        folders: The names of all applications, those included that are off there.
        addons: All addons, those included that are off there.

    Raises:
        ConfigError: There are mistakes: all of them are in the error.
    """
    mistakes = [
        *addon_mistakes(config, addons, applications, document),
        *infrastructure_room_mistakes(config, addons, document),
        *unknown_applications(
            document, {*folders, *(application.name for application in applications)}
        ),
        *rights_mistakes(config, applications, document, folders),
        *limit_mistakes(config, applications),
        *traffic_mistakes(config, applications, document),
    ]
    if mistakes:
        raise ConfigError(mistakes)
