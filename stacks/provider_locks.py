"""The lock file beside each synthesized stack: by hashes, the providers that Terraform may run."""

from pathlib import Path

from config.provider_locks import LOCK_FILE, lock_text
from terraform_json.manifest import read_manifest
from terraform_json.types import Json


def lock_providers(output: Path) -> dict[str, Json]:
    """Write the lock file of each synthesized stack, with the providers that the stack requires.

    `terraform init -lockfile=readonly` then takes no other version and no other file.

    Args:
        output: The folder that CDKTF synthesized.

    Returns:
        The stacks' Terraform JSON, by their names, so that nobody has to read it again.
    """
    stacks = read_manifest(output)
    read = {name: stack.read() for name, stack in stacks.items()}
    for name, stack in stacks.items():
        (stack.folder / LOCK_FILE).write_text(lock_text(read[name]), encoding="utf-8")
    return read
