"""The experiment templates that an environment asks for, of what was synthesized."""

from pathlib import Path
from typing import Final

from config.aws.partitions import partition_of
from config.environment import read_environment
from config.errors import Refusal
from config.model import EnvironmentConfig
from gameday.fault_injection.template import templates
from terraform_json.manifest import read_manifest
from terraform_json.types import Json

_KEY: Final = ("resilience", "game_days", "fault_injection")


def asked_templates(config: EnvironmentConfig, synthesized: Path) -> dict[str, Json]:
    """Return the template of each zone, by the zone; none where the environment asks for none.

    Args:
        config: The environment.
        synthesized: The folder into which it was synthesized.

    Raises:
        Refusal: Tags match nothing, or no alarm would end an experiment.
        TerraformJsonError: The folder holds no synthesized stacks.
    """
    wanted = config.resilience.game_days.fault_injection
    if wanted.role is None:
        return {}
    stacks = {name: stack.read() for name, stack in read_manifest(synthesized).items()}
    partition = partition_of(config.region)
    role = f"arn:{partition.id if partition else 'aws'}:iam::{config.account_id}:role/{wanted.role}"
    try:
        return templates(stacks, role, wanted.tags)
    except Refusal as refusal:
        document = read_environment(config.name)
        place = f"{document.file}:{document.line_of(_KEY)}: {'.'.join(_KEY)}"
        raise Refusal(f"{place}: {refusal}") from refusal
