"""Experiment templates beside what was synthesized, where the environment asks for them."""

import json
import shutil
from pathlib import Path
from typing import Final

from config.aws.partitions import partition_of
from config.environment import read_environment
from config.errors import Refusal
from config.model import EnvironmentConfig
from gameday.fault_injection.template import templates
from terraform_json.manifest import read_manifest

FOLDER: Final = "fault-injection"
_KEY: Final = ("resilience", "game_days", "fault_injection")


def write_templates(config: EnvironmentConfig, synthesized: Path) -> None:
    """Write a template a zone, for `aws fis create-experiment-template`; nothing is started by it.

    Those of an earlier synthesis are removed. docs/runbooks/fault-injection.md says how an
    experiment is run, and what ends it.

    Args:
        config: The environment.
        synthesized: The folder into which it was synthesized.

    Raises:
        Refusal: Tags match nothing, or no alarm would end an experiment.
        OSError: They cannot be written.
    """
    folder, wanted = synthesized / FOLDER, config.resilience.game_days.fault_injection
    if folder.exists():
        shutil.rmtree(folder)
    if wanted.role is None:
        return
    stacks = {name: stack.read() for name, stack in read_manifest(synthesized).items()}
    partition = partition_of(config.region)
    role = f"arn:{partition.id if partition else 'aws'}:iam::{config.account_id}:role/{wanted.role}"
    try:
        found = templates(stacks, role, wanted.tags)
    except Refusal as refusal:
        raise Refusal(f"{_place(config.name)}: {refusal}") from refusal
    folder.mkdir()
    for zone, template in found.items():
        (folder / f"{zone}.json").write_text(json.dumps(template, indent=2) + "\n", "utf-8")


def _place(environment: str) -> str:
    """Return where the environment asks for templates."""
    document = read_environment(environment)
    return f"{document.file}:{document.line_of(_KEY)}: {'.'.join(_KEY)}"
