"""Versions that pages name are those that are pinned."""

import re
from pathlib import Path

import pytest

from stacks.base import TERRAFORM_VERSION
from tests.longevity.variants import AWS_PROVIDER_6

ROOT = Path(__file__).parents[2]
UPGRADING = (ROOT / "docs/UPGRADING.md").read_text(encoding="utf-8")
PROGRAMS = ("Python", "Node.js", "npm", "Go", "Terraform", "git")


def first(pattern: str, file: str) -> str:
    """Return the first group of a pattern in a file."""
    found = re.search(pattern, (ROOT / file).read_text(encoding="utf-8"))
    assert found, f"{file} has no {pattern}"
    return found[1]


def test_the_way_to_version_6_names_the_bindings_on_which_it_was_tried() -> None:
    (named,) = re.findall(r'`cdktf-cdktf-provider-aws = "==([\d.]+)"`', UPGRADING)
    assert named == AWS_PROVIDER_6.pinned["cdktf-cdktf-provider-aws"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_readme_asks_for_the_programs_that_set_up_asks_for(program: str) -> None:
    asked = first(rf"need {re.escape(program)} (\S+)", "ops/setup/prerequisites.sh")
    told = first(rf"\b{re.escape(program)} ([\d.]+)\+", "README.md")
    assert re.sub(r"(\.0)+$", "", asked) == told


def test_terraform_is_the_same_wherever_it_is_named() -> None:
    oldest = first(r"need Terraform (\S+)", "ops/setup/prerequisites.sh")
    assert TERRAFORM_VERSION.startswith(f">= {oldest},")
    assert first(r"terraform_version: (\S+)", ".github/actions/setup/action.yml") == oldest
