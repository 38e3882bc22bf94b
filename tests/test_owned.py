"""What a fork's owner replaces is told from all else, and noted when a test reads it."""

import subprocess
from pathlib import Path

import pytest

from tests.fixtures import owned
from tests.fixtures.checkout import ROOT


@pytest.mark.parametrize(
    "name",
    [
        ".github/CODEOWNERS",
        ".github/workflows/deploy.yml",
        "cdktf.json",
        "config/environments",
        "config/environments/live.yaml",
        "helm/addons",
        "helm/addons/cert-manager/values.yaml",
        "helm/apps/till/values.yaml",
    ],
)
def test_a_file_that_a_fork_replaces_is_the_owner_s(name: str) -> None:
    assert owned.is_owned(ROOT / name)


@pytest.mark.parametrize(
    "name",
    [
        ".github/workflows/plan.yml",
        "config/environment.py",
        "config/environments/environment.schema.json",
        "helm/addons/nginx-ingress/values.yaml",
        "helm/microservice/values.yaml",
        "tests/fixtures/environments/staging.yaml",
    ],
)
def test_a_file_of_the_code_is_not_the_owner_s(name: str) -> None:
    assert not owned.is_owned(ROOT / name)


def test_a_file_outside_the_project_is_not_the_owner_s(tmp_path: Path) -> None:
    assert not owned.is_owned(tmp_path / "cdktf.json")


def test_opening_a_file_by_a_link_is_noted(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(ROOT / "cdktf.json")
    (tmp_path / "link").read_bytes()
    assert owned.noted() == [str(ROOT / "cdktf.json")]


def test_listing_a_folder_is_noted() -> None:
    list((ROOT / "helm/apps").iterdir())
    assert owned.noted() == [str(ROOT / "helm/apps")]


def test_a_program_in_the_owner_s_checkout_is_noted() -> None:
    subprocess.run(["true"], cwd=ROOT, check=True)
    assert owned.noted() == [f"{ROOT}, by ['true']"]


def test_the_tests_own_checkout_has_nothing_of_the_owner_s() -> None:
    for name in ("cdktf.json", "config/environments/staging.yaml"):
        Path(name).read_bytes()
    subprocess.run(["true"], check=True)
    assert owned.noted() == []


def test_what_was_noted_is_told_once() -> None:
    (ROOT / "cdktf.json").read_bytes()
    owned.noted()
    assert owned.noted() == []


def test_every_file_of_tests_that_may_read_it_is_there() -> None:
    assert [reader for reader in owned.READERS if not (ROOT / reader).exists()] == []
