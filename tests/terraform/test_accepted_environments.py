"""Terraform accepts whatever the platform makes of an environment file that it accepts."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from cdktf import App
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from config.applications.load import APPLICATIONS, load_applications
from config.applications.placeholders import Placeholders
from config.environment import validate
from config.model import EnvironmentConfig
from config.yaml.source import load_yaml
from ops.terraform import terraform_environment
from sandbox.terraform.aws_half import keep_aws_half
from stacks.platform import build_platform
from terraform_json.types import Json
from tests.conftest import SEED
from tests.strategies import valid_environments

pytestmark = [pytest.mark.slow, pytest.mark.long]

DRAWN = 10


@seed(SEED)
@settings(
    # One example of ten environments, since Terraform reads its providers' schemas once for all.
    max_examples=1,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=st.lists(valid_environments(), min_size=DRAWN, max_size=DRAWN))
def test_terraform_accepts_every_stack_of_an_accepted_environment(
    drawn: list[Json], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    configs = [validate(load_yaml(json.dumps(d), Path(f"{d['name']}.yaml"))) for d in drawn]
    write_modules(folder, configs)

    terraform(folder, "init", "-backend=false", "-input=false")
    said = json.loads(terraform(folder, "validate", "-json"))

    # Each stack has a backend, which Terraform minds in a module that it is called as.
    against = [d for d in said["diagnostics"] if d["summary"] != "Backend configuration ignored"]
    assert against == []
    assert len(configs) == DRAWN


def write_modules(folder: Path, configs: list[EnvironmentConfig]) -> None:
    """Synthesize every stack of every environment, and write a module that calls them all."""
    sources: dict[str, Json] = {}
    for index, config in enumerate(configs):
        app = App(outdir=str(folder / str(index)))
        for stack in build_platform(
            app, config, load_applications(APPLICATIONS, Placeholders.of(config))
        ):
            source = f"./{index}/stacks/{stack.node.id}"
            sources[f"{stack.node.id}-{index}"] = {"source": source}
        app.synth()
        # The other providers are not to be had everywhere; tests/kubernetes has their half.
        keep_aws_half(Path(app.outdir))
    (folder / "main.tf.json").write_text(json.dumps({"module": sources}), encoding="utf-8")


def terraform(folder: Path, *command: str) -> str:
    """Run Terraform and return what it prints, whatever its exit status."""
    done = subprocess.run(
        ["terraform", *command],
        cwd=folder,
        env=os.environ | terraform_environment(folder / "cli.tfrc"),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout or done.stderr
