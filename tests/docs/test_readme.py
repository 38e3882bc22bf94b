"""README.md: short, and with all that the platform brings."""

import re
from pathlib import Path

import pytest

from config.addons.names import PLATFORM_ADDONS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LONGEST_LINES = 200
# What is only read is not made.
MAKES_RESOURCES = re.compile(r"^from cdktf_cdktf_provider_\w+\.(?!data_|provider)", re.MULTILINE)
CHARTS = sorted(path.parent.name for path in (ROOT / "helm").glob("*/Chart.yaml"))


def system_rows() -> str:
    """Return the table of what one gets."""
    return README.partition("\n## What you get\n")[2].partition("\n## ")[0]


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= LONGEST_LINES


@pytest.mark.parametrize(
    "folder", [*(f"addons/{name}" for name in sorted(PLATFORM_ADDONS)), *CHARTS]
)
def test_it_has_every_addon_and_every_chart_of_ours(folder: str) -> None:
    assert f"`helm/{folder}`" in system_rows()


def test_every_system_has_the_file_that_makes_it() -> None:
    rows = re.findall(r"^\|([^|]*)\|([^|]+)\|([^|]+)\|$", system_rows(), re.MULTILINE)
    assert len(rows) > len(CHARTS)
    assert all("`" in files for _, _, files in rows[2:])


@pytest.mark.parametrize(
    "module",
    [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "constructs").rglob("*.py"))
        if MAKES_RESOURCES.search(path.read_text(encoding="utf-8"))
    ],
)
def test_it_has_every_module_that_makes_resources(module: str) -> None:
    assert f"`{module}`" in system_rows()


def test_its_picture_is_the_one_that_is_drawn_from_the_stacks() -> None:
    (picture,) = re.findall(r"!\[[^]]+\]\((.+)\)", README)
    assert picture == "docs/resilience.svg"
