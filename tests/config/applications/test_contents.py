"""The names of folders of applications, and of the files in them."""

import errno
from pathlib import Path

import pytest

from config.applications.contents import LONGEST_NAME
from tests.config.applications.folders import (
    IMAGE,
    SHOP,
    Load,
    Refuse,
)


def test_files_beside_the_folders_are_no_applications(load: Load, tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()
    assert [application.name for application in load(SHOP)] == ["shop"]


STRAY = (
    ".DS_Store", "values.yaml~", ".values.yaml.swp", "#values.yaml#", "values.yaml.bak",
    "values.yaml.orig", "Thumbs.db", "._values.yaml", "values.yaml___jb_tmp___",
    "values.yaml___jb_old___", "values.yaml.save", "values.yaml.old", "values.yaml.rej",
    "values.yaml.tmp", ".keep", ".gitkeep",
)  # fmt: skip


def leave_behind(folder: Path) -> None:
    """Write what systems and editors leave in a folder."""
    folder.mkdir(exist_ok=True)
    for name in STRAY:
        (folder / name).write_text("[", encoding="utf-8")
    (folder / ".#values.yaml").symlink_to("user@host.1234")
    for name in (".idea", "__MACOSX"):
        (folder / name).mkdir()


def test_stray_files_neither_are_applications_nor_belong_to_one(load: Load, tmp_path: Path) -> None:
    leave_behind(tmp_path)
    leave_behind(tmp_path / "shop")
    assert [application.name for application in load(SHOP)] == ["shop"]


def test_a_folder_with_stray_files_only_is_no_application(load: Load, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    leave_behind(tmp_path / "gone")
    assert [application.name for application in load(SHOP)] == ["shop"]


def test_a_folder_that_holds_something_else_lacks_its_values(
    mistakes: Refuse, tmp_path: Path
) -> None:
    (tmp_path / "basket").mkdir()
    (tmp_path / "basket/README.md").touch()
    assert mistakes(SHOP)["basket/values.yaml"].problem == "is missing"


@pytest.mark.parametrize("file", ["values.yaml", "values.staging.yaml", "platform.yaml"])
def test_a_link_to_nothing_is_refused(mistakes: Refuse, tmp_path: Path, file: str) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / file).symlink_to("nowhere")
    found = mistakes({} if file == "values.yaml" else SHOP)
    assert {key: m.problem for key, m in found.items()} == {f"shop/{file}": "is a link to nothing"}


def test_a_folder_that_may_not_be_read_is_a_mistake(
    mistakes: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    mistake = mistakes(SHOP)["shop"]
    assert mistake.problem == "cannot be read: Permission denied"
    assert mistake.allowed == "a readable folder"


def test_a_file_with_another_ending_in_capitals_is_read_by_nobody(mistakes: Refuse) -> None:
    assert set(mistakes(SHOP | {"shop/Values.YAML": {}})) == {"shop/Values.YAML"}


@pytest.mark.parametrize(
    "name",
    ["Shop", "1shop", "shop-", "shop_1", "s" * (LONGEST_NAME + 1), "default", "kube-system"],
)
def test_a_folder_whose_name_kubernetes_cannot_take_is_refused(mistakes: Refuse, name: str) -> None:
    assert mistakes({f"{name}/values.yaml": {"image": IMAGE}})[name].value == name


def test_the_longest_name_is_accepted(load: Load) -> None:
    name = "s" * LONGEST_NAME
    assert load({f"{name}/values.yaml": {"image": IMAGE}})[0].name == name


def test_a_folder_without_values_is_refused(mistakes: Refuse) -> None:
    found = mistakes({"shop/platform.yaml": {}})
    assert {key: mistake.problem for key, mistake in found.items()} == {
        "shop/values.yaml": "is missing"
    }


@pytest.mark.parametrize(
    ("file", "remedy"),
    [
        ("values.stagng.yaml", "name the file as one of these"),
        ("values.yml", "name the file as one of these"),
        ("platform.yml", "rename it to platform.yaml"),
        ("platform.json", "rename it to platform.yaml"),
        ("values.staging.yml", "rename it to values.staging.yaml"),
        ("Values.Staging.yaml.txt", "rename it to values.staging.yaml"),
    ],
)
def test_a_file_that_nobody_reads_is_refused(mistakes: Refuse, file: str, remedy: str) -> None:
    found = mistakes(SHOP | {f"shop/{file}": {}})
    assert {key: (m.problem, m.remedy) for key, m in found.items()} == {
        f"shop/{file}": ("is read by nobody", remedy)
    }


def test_a_file_of_something_else_may_lie_in_a_folder(load: Load, tmp_path: Path) -> None:
    load(SHOP)
    for name in ("dashboard.json", "README.md", "values.md", "notes.yaml.txt"):
        (tmp_path / "shop" / name).touch()
    assert [application.name for application in load({})] == ["shop"]


@pytest.mark.parametrize("file", ["values.yml", "values.YAML", "values.json", "values.yaml.txt"])
def test_values_with_another_ending_are_named_and_not_missing(mistakes: Refuse, file: str) -> None:
    ((key, mistake),) = mistakes({f"shop/{file}": {"image": IMAGE}}).items()
    assert (key, mistake.remedy) == (f"shop/{file}", "rename it to values.yaml")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("monitoring", "the namespace of the addon kube-prometheus-stack"),
        ("nginx-ingress", "the namespace of the addon nginx-ingress"),
        ("database-provisioning", "the job that makes the databases"),
        ("default", "Kubernetes's own"),
        ("kube-public", "Kubernetes's own"),
    ],
)
def test_a_namespace_that_is_taken_is_refused_with_the_reason(
    mistakes: Refuse, name: str, reason: str
) -> None:
    mistake = mistakes({f"{name}/values.yaml": {"image": IMAGE}})[name]
    assert reason in mistake.problem
