from pathlib import Path
from typing import Any

import pytest
import yaml

from config.environment import load_environment
from config.errors import ConfigError, Mistake


def told(folder: Path, data: dict[str, Any], *environments: dict[str, Any]) -> list[Mistake]:
    """Return the mistakes of the first of these environments, beside the others."""
    for each in environments:
        file = folder / f"{each['name']}.yaml"
        file.write_text(yaml.safe_dump(data | each, sort_keys=False), encoding="utf-8")
    try:
        load_environment(str(environments[0]["name"]), folder)
    except ConfigError as error:
        return list(error.mistakes)
    return []


@pytest.mark.parametrize(
    ("own", "other", "problem"),
    [
        (("platform-dev", "eu"), ("platform", "dev-eu"), "names that begin with platform-dev-eu"),
        (("platform", "dev-eu"), ("platform-dev", "eu"), "names that begin with platform-dev-eu"),
        (("platform", "dev"), ("platform", "dev-app"), "roles named platform-dev-app-..."),
        (("platform", "dev-app"), ("platform", "dev"), "roles named platform-dev-app-..."),
        (("platform", "dev"), ("platform", "dev-app-x"), "roles named platform-dev-app-..."),
        (("platform", "dev"), ("platform-dev", "app"), "roles named platform-dev-app-..."),
        (("platform", "dev"), ("platform", "dev-addon"), "roles named platform-dev-addon-..."),
        (("platform", "dev-g2"), ("platform", "dev"), "a database named platform-dev-g2"),
        (("platform", "dev"), ("platform", "dev-g99"), "a database named platform-dev-g99"),
    ],
)
def test_two_environments_of_an_account_share_no_names(
    staging: dict[str, Any],
    tmp_path: Path,
    own: tuple[str, str],
    other: tuple[str, str],
    problem: str,
) -> None:
    first, second = ({"project": project, "name": name} for project, name in (own, other))
    (mistake,) = told(tmp_path, staging, first, second)
    assert (mistake.path, mistake.line) == ("project", 2)
    assert problem in mistake.problem
    assert f"{other[1]}.yaml" in mistake.problem
    assert told(tmp_path, staging, first, second | {"account_id": "444455556666"}) == []


@pytest.mark.parametrize(
    "name", ["dev-eu", "dev-apps", "dev-addons", "dev-g1", "dev-g2-eu", "de", "app"]
)
def test_environments_with_names_of_their_own_may_share_an_account(
    staging: dict[str, Any], tmp_path: Path, name: str
) -> None:
    assert told(tmp_path, staging, {"name": "dev"}, {"name": name}) == []


def test_a_broken_file_beside_it_is_no_mistake_of_an_environment(
    staging: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text("[", encoding="utf-8")
    (tmp_path / "list.yaml").write_text("[]", encoding="utf-8")
    (tmp_path / "dev-app.yaml~").write_text("[]", encoding="utf-8")
    assert told(tmp_path, staging, {"name": "dev"}) == []
