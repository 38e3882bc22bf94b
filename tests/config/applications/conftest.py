"""Folders of applications, written and loaded."""

from pathlib import Path

import pytest
import yaml

from config.applications.application import Application
from config.applications.load import load_applications
from config.errors import ConfigError, Mistake
from tests.config.applications.folders import PLACEHOLDERS, Files, Load, Refuse


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that writes files and loads them as the applications of staging."""

    def loaded(files: Files) -> tuple[Application, ...]:
        for name, data in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(yaml.safe_dump(data), encoding="utf-8")
        return load_applications(tmp_path, PLACEHOLDERS)

    return loaded


@pytest.fixture
def mistakes(load: Load, tmp_path: Path) -> Refuse:
    """Return a function that gives the mistakes of files, by file and path."""

    def refused(files: Files) -> dict[str, Mistake]:
        with pytest.raises(ConfigError) as caught:
            load(files)
        found = caught.value.mistakes
        return {f"{m.file.relative_to(tmp_path)} {m.path}".rstrip(): m for m in found}

    return refused
