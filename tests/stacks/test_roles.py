"""What an account asks of the roles that the stacks make."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cdktf import TerraformStack, Testing

from config.model import EnvironmentConfig
from config.sections.iam import IamConfig
from stacks.platform import build_platform
from terraform_json.types import Json
from tests.stacks.synthesized import of
from tests.stacks.test_k8s_apps import application

BOUNDARY = "arn:aws:iam::111122223333:policy/team/boundary"
APPLICATIONS = "arn:aws:iam::111122223333:policy/platform-staging-applications"

Roles = Callable[[IamConfig], list[Json]]


@pytest.fixture
def roles(staging_config: EnvironmentConfig, synthesize: Callable[[TerraformStack], Json]) -> Roles:
    """Return a function that gives the roles of all stacks, by what the account asks."""

    def made(iam: IamConfig) -> list[Json]:
        config = staging_config.model_copy(update={"iam": iam})
        stacks = build_platform(Testing.app(), config, [application("shop", database=True)])
        return [role for stack in stacks for role in of(synthesize(stack), "aws_iam_role")]

    return made


def test_every_role_has_the_path_and_the_boundary_that_the_account_asks_for(roles: Roles) -> None:
    made = roles(IamConfig(role_path="/platform/", permissions_boundary=BOUNDARY))
    assert len(made) > 10
    assert {role["path"] for role in made} == {"/platform/"}
    others = {r["name"]: r["permissions_boundary"] for r in made if "-app-" not in r["name"]}
    assert set(others.values()) == {BOUNDARY}


def test_a_role_of_an_application_keeps_the_platforms_own_boundary(roles: Roles) -> None:
    made = roles(IamConfig(permissions_boundary=BOUNDARY))
    (role,) = [role for role in made if role["name"].endswith("-app-shop")]
    assert role["permissions_boundary"] == APPLICATIONS


def test_a_role_has_neither_unless_the_account_asks(roles: Roles) -> None:
    for role in roles(IamConfig()):
        assert "path" not in role
        assert ("permissions_boundary" in role) == ("-app-" in role["name"])


def test_every_role_is_made_in_one_place() -> None:
    makers = [
        file.as_posix()
        for file in Path("constructs").rglob("*.py")
        if re.search(r"(= |return )IamRole\(", file.read_text(encoding="utf-8"))
    ]
    assert makers == ["constructs/iam/role.py"]
