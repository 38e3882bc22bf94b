"""Nothing that people write is evaluated by Terraform, whatever it looks like."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cdktf import TerraformStack, Testing

from config.applications.application import Application
from config.errors import ConfigError
from config.model import EnvironmentConfig
from config.terraform_text import literal
from stacks.platform import build_platform
from terraform_json.types import Json
from tests.boundaries.attacks import ATTACKS, MARK, at, changed, live, places
from tests.boundaries.evaluated import evaluated
from tests.boundaries.files import (
    ENVIRONMENT,
    PLATFORM,
    VALUES,
    application_of,
    environment_of,
)

Accepts = Callable[[Json], object]

LONG = pytest.mark.long
FIRST, OTHERS = ATTACKS[:4], ATTACKS[4:]
"""Each takes seconds, for it is tried at every place."""


def attacked(data: Json, attack: str, accepts: Accepts) -> Json:
    """Return data with an attack in every string that may hold one: alone, first or last in it."""
    for path in places(data):
        was = at(data, path)
        for value in (attack, was + attack, attack + was, f"{was}/{attack}", f"arn:{was}{attack}"):
            tried = changed(data, path, value)
            try:
                accepts(tried)
            except ConfigError:
                continue
            data = tried
            break
    return data


def synthesized(
    config: EnvironmentConfig,
    application: Application,
    synthesize: Callable[[TerraformStack], Json],
) -> list[Json]:
    """Return every stack of a platform with one application."""
    stacks = build_platform(Testing.app(), config, [application])
    return [synthesize(stack) for stack in stacks]


@pytest.mark.parametrize("attack", [*FIRST, *(pytest.param(each, marks=LONG) for each in OTHERS)])
def test_no_field_of_any_file_brings_an_expression_of_peoples_into_the_json(
    attack: str,
    tmp_path: Path,
    synthesize: Callable[[TerraformStack], Json],
) -> None:
    environment = attacked(ENVIRONMENT, attack, environment_of)
    values = attacked(VALUES, attack, lambda data: application_of(tmp_path, data, PLATFORM))
    platform = attacked(PLATFORM, attack, lambda data: application_of(tmp_path, VALUES, data))
    application = application_of(tmp_path, values, platform)
    stacks = synthesized(environment_of(environment), application, synthesize)
    assert [text for stack in stacks for text in live(stack)] == []
    # Were nothing accepted, nothing would be shown.
    assert json.dumps(stacks).count(MARK) >= 5


def test_a_live_expression_would_be_found() -> None:
    assert list(live({"a": ['x ${file("MARK")}', "$${MARK}", "${ours} MARK"]})) == [
        'x ${file("MARK")}'
    ]
    assert list(live({"%{ if MARK }": 1})) == ["%{ if MARK }"]


def test_a_policy_variable_arrives_as_it_was_written(
    tmp_path: Path,
    synthesize: Callable[[TerraformStack], Json],
) -> None:
    resource = "arn:aws:s3:::pictures/${aws:PrincipalTag/kubernetes-namespace}/*"
    platform = changed(PLATFORM, ("iam", 0, "resources", 0), resource)
    application = application_of(tmp_path, VALUES, platform)
    *_, k8s = synthesized(environment_of(ENVIRONMENT), application, synthesize)
    policies = [policy["policy"] for policy in k8s["resource"]["aws_iam_role_policy"].values()]
    assert any(literal(resource) in policy for policy in policies)


def test_terraform_itself_reads_literal_text_as_it_was_written(tmp_path: Path) -> None:
    texts = [*ATTACKS, "${", "%{", "$$", "$ {", "{", "}", "\\${x}", '"${x}"', "${x}\n", "a$${", "é"]
    assert evaluated([literal(text) for text in texts], tmp_path) == texts
