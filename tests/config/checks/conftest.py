"""An application that asks for rights, and an owner who gives some."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from config.applications.load import load_applications
from config.applications.placeholders import Placeholders
from config.checks.platform import check_platform
from config.environment import validate
from config.errors import ConfigError, Mistake
from config.yaml.source import load_yaml
from tests.config.checks.rights import Json, Judge

IMAGE = {"image": {"repository": "example.com/shop", "digest": f"sha256:{'0' * 64}"}}


@pytest.fixture
def judge(staging: Json, tmp_path: Path) -> Judge:
    """Return a function that gives what is wrong with what the application `shop` asks for."""

    def judged(
        *statements: Mapping[str, object],
        owner: Json | None = None,
        values: Json | None = None,
        others: tuple[str, ...] = (),
        folders: tuple[str, ...] = (),
        **environment: object,
    ) -> list[Mistake]:
        files: Json = {
            "shop/values.yaml": IMAGE | (values or {}),
            "shop/platform.yaml": {"iam": list(statements)},
            **{f"{other}/values.yaml": IMAGE for other in others},
        }
        for name, data in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(yaml.safe_dump(data), encoding="utf-8")
        data = staging | environment | {"applications": owner or {}}
        document = load_yaml(yaml.safe_dump(data, sort_keys=False), Path("staging.yaml"))
        try:
            applications = load_applications(tmp_path, Placeholders.stand_ins("staging"))
            check_platform(validate(document), applications, document, folders, addons=())
        except ConfigError as error:
            return list(error.mistakes)
        return []

    return judged
