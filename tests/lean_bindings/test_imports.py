from pathlib import Path

import pytest

from lean_bindings.imports import scan


@pytest.mark.parametrize(
    "statement",
    [
        "from cdktf_cdktf_provider_x.vpc import Vpc",
        "from cdktf_cdktf_provider_x.vpc import (\n    Vpc,  # a comment)\n    VpcConfig,\n)",
        "from cdktf_cdktf_provider_x.vpc import *",
        "from cdktf_cdktf_provider_x import vpc",
        "from cdktf_cdktf_provider_x import vpc as network",
        "import cdktf_cdktf_provider_x.vpc",
        "import os, cdktf_cdktf_provider_x.vpc as network",
        "def late():\n    from cdktf_cdktf_provider_x import vpc",
        "if True:\n    pass\nelse:\n    import cdktf_cdktf_provider_x.vpc",
        "try:\n    pass\nexcept OSError:\n    import cdktf_cdktf_provider_x.vpc",
        "try:\n    pass\nfinally:\n    import cdktf_cdktf_provider_x.vpc",
        "match 1:\n    case 1:\n        import cdktf_cdktf_provider_x.vpc",
        "class Late:\n    def late(self):\n        import cdktf_cdktf_provider_x.vpc",
    ],
)
def test_a_module_is_found_in_each_form_of_import(tmp_path: Path, statement: str) -> None:
    (tmp_path / "main.py").write_text(statement)
    assert {package: set(names) for package, names in scan(tmp_path).items()} == {
        "cdktf_cdktf_provider_x": {"vpc"}
    }


def test_the_providers_of_cdk_terrain_are_found_as_well(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("from cdktn_provider_x.vpc import Vpc")
    assert scan(tmp_path) == {"cdktn_provider_x": {"vpc": "main.py:1"}}


@pytest.mark.parametrize(
    "statement",
    [
        "import cdktf_cdktf_provider_x",
        "import cdktf_cdktf_provider_x as x",
        "from cdktf_cdktf_provider_x import *",
    ],
)
def test_an_import_of_the_package_as_a_whole_is_told_from_one_of_a_module(
    tmp_path: Path, statement: str
) -> None:
    (tmp_path / "main.py").write_text(statement)
    assert scan(tmp_path) == {"cdktf_cdktf_provider_x": {"*": "main.py:1"}}


def test_the_place_of_an_import_is_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "net.py").write_text("\n\nfrom cdktf_cdktf_provider_x import vpc")
    assert scan(tmp_path) == {"cdktf_cdktf_provider_x": {"vpc": "stacks/net.py:3"}}


def test_modules_of_several_files_and_packages_are_gathered(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from cdktf_cdktf_provider_x import vpc, subnet")
    (tmp_path / "b.py").write_text(
        "from cdktf_cdktf_provider_x.eip import Eip\nfrom cdktf_cdktf_provider_y import release"
    )
    assert {package: set(names) for package, names in scan(tmp_path).items()} == {
        "cdktf_cdktf_provider_x": {"vpc", "subnet", "eip"},
        "cdktf_cdktf_provider_y": {"release"},
    }


@pytest.mark.parametrize(
    "text",
    [
        "from .cdktf_cdktf_provider_x import vpc",
        '"""Example::\n\n    import cdktf_cdktf_provider_x.vpc\n"""',
        "import cdktf_cdktf_provider_x.vpc\ndef",
        "import cdktf_cdktf_provider_x.vpc\n\0",
    ],
)
def test_what_is_no_import_of_a_provider_is_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "main.py").write_text(text)
    assert scan(tmp_path) == {}


@pytest.mark.parametrize("folder", [".hidden", "node_modules", "cdktf.out", "env"])
def test_folders_that_are_not_the_projects_are_passed_over(tmp_path: Path, folder: str) -> None:
    inside = tmp_path / folder / "deep"
    inside.mkdir(parents=True)
    (inside / "module.py").write_text("import cdktf_cdktf_provider_x.vpc")
    (tmp_path / "env").mkdir(exist_ok=True)
    (tmp_path / "env" / "pyvenv.cfg").touch()
    assert scan(tmp_path) == {}


def test_a_file_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".#main.py").symlink_to("an editor's lock")
    (tmp_path / "main.py").write_text("import cdktf_cdktf_provider_x.vpc")
    assert scan(tmp_path).keys() == {"cdktf_cdktf_provider_x"}


def test_a_file_that_python_warns_about_is_read(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import cdktf_cdktf_provider_x.vpc\nescape = '\\d'")
    assert scan(tmp_path).keys() == {"cdktf_cdktf_provider_x"}  # warnings are errors here
