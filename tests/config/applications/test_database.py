from pathlib import Path

import pytest

from config.applications.database import ApplicationDatabase
from config.applications.load import load_applications
from config.applications.placeholders import Placeholders
from config.errors import ConfigError


def application(root: Path, name: str, platform: str) -> None:
    """Write the folder of an application."""
    folder = root / name
    folder.mkdir()
    image = "image: {repository: example.com/app, tag: '1'}\n"
    (folder / "values.yaml").write_text(image, encoding="utf-8")
    (folder / "platform.yaml").write_text(platform, encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["none", "postgres", "public", "rdsadmin", "template0", "template1"]
)
def test_a_database_with_a_name_of_postgresqls_own_is_refused(tmp_path: Path, name: str) -> None:
    application(tmp_path, name, "database: true\n")
    with pytest.raises(ConfigError) as caught:
        load_applications(tmp_path, Placeholders.stand_ins("staging"))
    (mistake,) = [m for m in caught.value.mistakes if m.path == "database"]
    assert mistake.file == tmp_path / name / "platform.yaml"
    assert (mistake.line, mistake.value) == (1, "true")
    assert f"asks for a database named {name}" in mistake.problem


def test_roles_of_different_applications_never_meet() -> None:
    orders = ApplicationDatabase(application="orders")
    owner = ApplicationDatabase(application="orders-owner")
    roles = [orders.owner, orders.login, owner.owner, owner.login]
    assert len(set(roles)) == 4
