"""Which environments a workflow works on."""

import json

import pytest
from typer.testing import CliRunner, Result

from delivery.__main__ import app


def run(*options: str) -> Result:
    return CliRunner().invoke(app, ["matrix", *options])


def test_each_environment_has_its_runner_or_one_of_github() -> None:
    found = json.loads(run("--runners", '{"staging": "deploy-staging"}').stdout)

    assert {"environment": "staging", "runner": "deploy-staging"} in found
    assert {"environment": "prod", "runner": "ubuntu-24.04"} in found


def test_one_that_is_confirmed_is_alone() -> None:
    done = run("--named", "staging", "--typed", "staging")

    assert [each["environment"] for each in json.loads(done.stdout)] == ["staging"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--named", "staging", "--typed", "prod"), "does not confirm the end of staging"),
        (("--named", "staging"), "type staging"),
        (("--named", "stagin", "--typed", "stagin"), "did you mean"),
        (("--runners", "[]"), "no object"),
    ],
)
def test_what_is_not_confirmed_or_not_known_is_refused(options: tuple[str, ...], told: str) -> None:
    done = run(*options)

    assert done.exit_code == 2
    assert told in done.stderr
    assert done.stdout == ""
