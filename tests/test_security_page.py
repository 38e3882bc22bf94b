"""docs/security.md names tests that there are, and every role with what it may do."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, Testing

from config.environment import load_environment
from stacks.platform import build_platform
from tests.stacks.test_k8s_apps import application

Json = dict[str, Any]

PAGE = Path("docs/security.md").read_text(encoding="utf-8")
TESTS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@pytest.fixture(scope="module")
def told() -> dict[str, set[str]]:
    """Return what the page says of each role: services, and policies that AWS manages."""
    rows = re.findall(r"^\| `([^`]+)` \| [^|]+ \| ([^|]*) \| [^|]* \|$", PAGE, re.MULTILINE)
    found = {role: set(re.findall(r"`([\w-]+)`", rights)) for role, rights in rows}
    return {role: rights for role, rights in found.items() if not role.startswith("addon-")}


@pytest.fixture
def given(synthesize: Callable[[TerraformStack], Json]) -> dict[str, set[str]]:
    """Return the services and managed policies of each role in production with an application."""
    config = load_environment("prod")
    stacks = build_platform(Testing.app(), config, [application("shop", database=True)])
    names = {f"{config.qualified_name}-app-shop": "app-<application>"}
    return {
        names.get(role["name"], role["name"].removeprefix(f"{config.qualified_name}-")): rights_of(
            data["resource"], f"aws_iam_role.{key}."
        )
        for data in map(synthesize, stacks)
        for key, role in data["resource"].get("aws_iam_role", {}).items()
        # Addons of the owner's, which the page cannot know.
        if not role["name"].startswith(f"{config.qualified_name}-addon-")
    }


def rights_of(resources: Json, role: str) -> set[str]:
    """Return the services in the policies of a role, and the names of its managed policies."""
    inline = [
        action
        for policy in resources.get("aws_iam_role_policy", {}).values()
        if role in policy["role"]
        for statement in json.loads(policy["policy"])["Statement"]
        for action in as_list(statement["Action"])
    ]
    managed = [
        attached["policy_arn"].rsplit("/", 1)[-1]
        for attached in resources.get("aws_iam_role_policy_attachment", {}).values()
        if role in attached["role"]
    ]
    return {action.split(":")[0] for action in inline} | set(managed)


def as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_a_test_that_the_page_names_is_there(file: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", Path(file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_boundary_is_shown_by_a_test() -> None:
    section = PAGE.partition("## Boundaries")[2].partition("##")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][2:]
    assert rows
    assert [row for row in rows if not re.search(r"`tests/[\w/]+\.py::\w+` \|$", row)] == []


def test_every_role_of_production_is_on_the_page_with_what_it_may_do(
    told: dict[str, set[str]], given: dict[str, set[str]]
) -> None:
    assert told == given


def test_the_page_is_short_enough_to_be_read() -> None:
    assert len(PAGE.splitlines()) <= 120
