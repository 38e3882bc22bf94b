"""The parts of the load that need no sandbox."""

import re
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from bench.load import Load, add_applications, table_of
from config.environment import load_environment
from config.model import EnvironmentConfig

ENVIRONMENT = Path("config/environments/staging.yaml")


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of a project, as far as applications are added to it."""
    monkeypatch.setenv("PLATFORM_ENV", "staging")
    (tmp_path / "helm/apps").mkdir(parents=True)
    (tmp_path / ENVIRONMENT).parent.mkdir(parents=True)
    (tmp_path / ENVIRONMENT).write_bytes(ENVIRONMENT.read_bytes())
    return tmp_path


def environment(copy: Path) -> EnvironmentConfig:
    """Return the environment of a copy."""
    return load_environment("staging", copy / ENVIRONMENT.parent)


def test_applications_get_a_folder_each_and_room_on_nodes(copy: Path) -> None:
    add_applications(copy, 40)
    folders = list((copy / "helm/apps").iterdir())
    assert len(folders) == 40
    values = yaml.safe_load((folders[0] / "values.yaml").read_text())
    assert values["image"]["repository"] == "example.com/application"
    assert environment(copy).cluster.node_groups["apps"].min_size >= 10


def test_a_larger_number_adds_to_a_smaller(copy: Path) -> None:
    add_applications(copy, 3)
    add_applications(copy, 5)
    assert len(list((copy / "helm/apps").iterdir())) == 5


def test_each_number_is_a_row() -> None:
    load = Load(
        applications=50,
        pods=160,
        nodes=21,
        synth_seconds=2.04,
        deploy_seconds=200,
        ready_seconds=210.5,
        plan_seconds=20,
        api_server_mebibytes=612.3,
    )
    console = Console(width=120)
    with console.capture() as said:
        console.print(table_of([load]))
    row = next(line for line in said.get().splitlines() if "612" in line)
    assert re.findall(r"[\d.]+", row) == ["50", "160", "21", "2.0", "200.0", "210.5", "20.0", "612"]
