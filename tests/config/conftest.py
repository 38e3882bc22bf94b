"""Environment files to break."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from config.environment import ENVIRONMENTS, validate
from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig
from config.yaml.source import load_yaml


@pytest.fixture
def staging() -> dict[str, dict[str, object]]:
    """Return the data of staging.yaml, for a test to change."""
    text = (ENVIRONMENTS / "staging.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, object]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return data


@pytest.fixture
def accepted() -> Callable[[object], EnvironmentConfig]:
    """Return a function that validates data as the file staging.yaml."""

    def validated(data: object) -> EnvironmentConfig:
        return validate(load_yaml(yaml.safe_dump(data, sort_keys=False), Path("staging.yaml")))

    return validated


@pytest.fixture
def mistakes(
    accepted: Callable[[object], EnvironmentConfig],
) -> Callable[[object], dict[str, Mistake]]:
    """Return a function that gives the mistakes of data, by their path."""

    def refused(data: object) -> dict[str, Mistake]:
        with pytest.raises(ConfigError) as caught:
            accepted(data)
        return {mistake.path: mistake for mistake in caught.value.mistakes}

    return refused
