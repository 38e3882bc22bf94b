"""Loads an environment file: chosen, read, validated once, and from then on trusted."""

import json
import os
import re
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from config.checks.environment import cross_check
from config.errors import ConfigError, Mistake
from config.explain import explain
from config.model import EnvironmentConfig
from config.reading import at
from config.wording import did_you_mean
from config.yaml.key_path import shortened
from config.yaml.source import YamlDocument, read_yaml
from config.yaml.stray_files import is_stray
from config.yaml.text import read_text

ENVIRONMENTS: Final = Path("config/environments")

_CONTEXT: Final = "CDKTF_CONTEXT_JSON"


def environment_name() -> str:
    """Return the chosen environment: `PLATFORM_ENV`, else `environment` in the cdktf context.

    The context is what the cdktf command line hands over, else what cdktf.json holds.

    Raises:
        ConfigError: The context cannot be read, which cdktf would read as well.
    """
    file = Path("cdktf.json")
    handed_over = os.environ.get(_CONTEXT)
    if handed_over:
        context = _mapping(handed_over, Path(_CONTEXT), "(the environment variable)")
    else:
        settings = _mapping(read_text(file), file, "")
        context = _as_mapping(settings.get("context", {}), file, "context")
    return os.environ.get("PLATFORM_ENV") or str(context.get("environment", ""))


def available_environments(folder: Path = ENVIRONMENTS) -> tuple[str, ...]:
    """Return the names of the environments that have a file, hidden ones left out."""
    files = folder.glob("*.yaml")
    return tuple(sorted(path.stem for path in files if not is_stray(path)))


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
    return read_yaml(environment_file(name, folder))


def environment_file(name: str, folder: Path = ENVIRONMENTS) -> Path:
    """Return the file of an environment.

    Raises:
        ConfigError: There is no such file.
    """
    known = available_environments(folder)
    if name in known:
        return folder / f"{name}.yaml"
    misnamed = _misnamed(name, folder)
    remedy = did_you_mean(name, known) or f"choose one of these, or add a file to {folder}"
    mistake = Mistake(
        file=folder,
        line=None,
        path="PLATFORM_ENV or the context `environment` in cdktf.json",
        value=shortened(name) or None,
        problem="names no environment" if name else "is not set",
        allowed=", ".join(known) or "nothing yet: there is no file",
        remedy=f"rename {misnamed} to {name}.yaml" if misnamed else remedy,
    )
    raise ConfigError([mistake])


_STAND_INS: Final[dict[str, object]] = {
    "project": "platform",
    "deploy_role": "deploy",
    "state": {"bucket": "platform-state", "lock_table": "platform-locks"},
}
_NOT_JUDGED: Final = frozenset({
    "name", "account_id", "region", "network", "dns", "applications", "addons",
})  # fmt: skip
"""Sections by which applications are judged, so that nothing can stand in for them."""


def without_wrong_sections(document: YamlDocument) -> EnvironmentConfig | None:
    """Return the configuration by which applications can be judged beside a document's mistakes.

    Sections that have nothing to do with applications and are wrong count as left out.

    Returns:
        None if a section is wrong that has to do with them, or the environment's name.
    """
    if at(document, ("name",)) != document.file.stem:
        return None
    try:
        return EnvironmentConfig.model_validate(document.data)
    except ValidationError as error:
        wrong = {str(part) for d in error.errors(include_url=False) for part in d["loc"][:1]}
    if not isinstance(document.data, dict) or wrong & _NOT_JUDGED:
        return None
    right = {key: value for key, value in document.data.items() if key not in wrong}
    stand_ins = {key: value for key, value in _STAND_INS.items() if key in wrong}
    return EnvironmentConfig.model_validate(right | stand_ins)


def _misnamed(name: str, folder: Path) -> Path | None:
    """Return the file that is meant for an environment and has another ending than `.yaml`."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    meant = rf"{re.escape(name)}\.(ya?ml|json)(\.txt)?"
    return next((f for f in files if re.fullmatch(meant, f.name, re.IGNORECASE)), None)


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


def _mapping(text: str, file: Path, path: str) -> dict[str, Any]:
    """Return the mapping that a text in JSON holds.

    Raises:
        ConfigError: It holds none.
    """
    try:
        return _as_mapping(json.loads(text.removeprefix("\ufeff")), file, path)
    except json.JSONDecodeError as error:
        raise _no_mapping(file, path, "is not JSON", line=error.lineno) from None
    except RecursionError:
        raise _no_mapping(file, path, "is nested too deeply") from None


def _as_mapping(data: object, file: Path, path: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise _no_mapping(file, path, "is not a mapping")
    return data


def _no_mapping(file: Path, path: str, problem: str, *, line: int | None = None) -> ConfigError:
    mistake = Mistake(
        file=file,
        line=line,
        path=path,
        value=None,
        problem=problem,
        allowed='a mapping in JSON, such as {"environment": "staging"}',
        remedy="correct it",
    )
    return ConfigError([mistake])
