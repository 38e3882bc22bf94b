"""Terraform's own judgement of the stacks of each environment."""

import json
import shutil
from pathlib import Path

import pytest

from sandbox.terraform.aws_half import keep_aws_half
from stacks.base import StackName
from tests.owner.conftest import Synthesized
from tests.terraform.test_accepted_environments import terraform

pytestmark = pytest.mark.slow


def test_terraform_validates_the_stacks(synthesized: Synthesized, tmp_path: Path) -> None:
    shutil.copytree(synthesized.folder, tmp_path / "output")
    # The other providers are not to be had everywhere; test_inside.py installs their half.
    keep_aws_half(tmp_path / "output")
    modules = {stack: {"source": f"./output/stacks/{stack}"} for stack in StackName}
    (tmp_path / "main.tf.json").write_text(json.dumps({"module": modules}), encoding="utf-8")

    terraform(tmp_path, "init", "-backend=false", "-input=false")
    said = json.loads(terraform(tmp_path, "validate", "-json"))

    # Each stack has a backend, which Terraform minds in a module that it is called as.
    ignored = "Backend configuration ignored"
    assert [told for told in said["diagnostics"] if told["summary"] != ignored] == []
