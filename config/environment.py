"""Loads an environment file: chosen, read, validated once, and from then on trusted."""

import json
import os
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from config.checks.environment import cross_check
from config.errors import ConfigError, Mistake
from config.explain import explain
from config.model import EnvironmentConfig
from config.yaml_source import YamlDocument, read_yaml

ENVIRONMENTS: Final = Path("config/environments")


def environment_name() -> str:
    """Return the chosen environment: `PLATFORM_ENV`, else `environment` in the cdktf context.

    The context is what the cdktf command line hands over, else what cdktf.json holds.
    """
    handed_over = os.environ.get("CDKTF_CONTEXT_JSON")
    context = json.loads(handed_over) if handed_over else _cdktf_json().get("context", {})
    return os.environ.get("PLATFORM_ENV") or str(context.get("environment", ""))


def available_environments(folder: Path = ENVIRONMENTS) -> tuple[str, ...]:
    """Return the names of the environments that have a file."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def load_environment(name: str, folder: Path = ENVIRONMENTS) -> EnvironmentConfig:
    """Read and validate an environment file.

    Args:
        name: The environment, which is the file's name without `.yaml`.
        folder: The folder of the environment files.

    Raises:
        ConfigError: There is no such file, or it has mistakes: all of them are in the error.
    """
    return validate(read_environment(name, folder))


def read_environment(name: str, folder: Path = ENVIRONMENTS) -> YamlDocument:
    """Read an environment file, whatever it holds.

    Args:
        name: The environment, which is the file's name without `.yaml`.
        folder: The folder of the environment files.

    Raises:
        ConfigError: There is no such file, or it is not readable.
    """
    if name not in available_environments(folder):
        raise ConfigError([_unknown_environment(name, folder)])
    return read_yaml(folder / f"{name}.yaml")


def validate(document: YamlDocument) -> EnvironmentConfig:
    """Return the configuration that a document holds.

    Raises:
        ConfigError: The document has mistakes: all of them are in the error.
    """
    mistakes = list(cross_check(document))
    config = None
    try:
        config = EnvironmentConfig.model_validate(document.data)
    except ValidationError as error:
        mistakes += explain(error, EnvironmentConfig, document)
    if mistakes or config is None:
        raise ConfigError(mistakes)
    return config


def _cdktf_json() -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(Path("cdktf.json").read_text(encoding="utf-8"))
    return settings


def _unknown_environment(name: str, folder: Path) -> Mistake:
    return Mistake(
        file=folder,
        line=None,
        path="PLATFORM_ENV or the context `environment` in cdktf.json",
        value=name or None,
        problem="names no environment" if name else "is not set",
        allowed=", ".join(available_environments(folder)) or "nothing yet: there is no file",
        remedy=f"choose one of these, or add a file to {folder}",
    )
