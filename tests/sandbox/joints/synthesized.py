"""What the platform synthesizes of the release that makes databases, as far as it is read."""

import json
from pathlib import Path

import yaml

from config.terraform_text import literal
from sandbox.joints.provisioning import RELEASE
from sandbox.terraform.aws_half import WHOLE
from terraform_json.types import Json


def synthesized(output: Path, *scripts: str) -> Path:
    """Write a stack with a release for each script into a new folder; return the folder."""
    folder = output / "stacks/apps"
    folder.mkdir(parents=True)
    releases = {f"release{number}": _release(script) for number, script in enumerate(scripts)}
    whole = {"resource": {"helm_release": releases}}
    (folder / WHOLE).write_text(json.dumps(whole))
    (folder / "cdk.tf.json").write_text("{}")
    stack = {
        "name": "apps",
        "constructPath": "apps",
        "dependencies": [],
        "synthesizedStackPath": "stacks/apps/cdk.tf.json",
    }
    (output / "manifest.json").write_text(json.dumps({"stacks": {"apps": stack}}))
    return output


def _release(script: str) -> Json:
    values = {"sql": literal(script), "host": "${aws_rds_cluster.one.endpoint}"}
    return {"name": RELEASE, "values": [yaml.safe_dump(values)]}
