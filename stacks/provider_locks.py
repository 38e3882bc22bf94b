"""The lock file beside each synthesized stack: by hashes, the providers that Terraform may run."""

from pathlib import Path

from config.provider_locks import LOCK_FILE, lock_text
from terraform_json.manifest import read_manifest


def lock_providers(output: Path) -> None:
    """Write the lock file of each synthesized stack, with the providers that the stack requires.

    `terraform init -lockfile=readonly` then takes no other version and no other file.

    Args:
        output: The folder that CDKTF synthesized.
    """
    for stack in read_manifest(output).values():
        (stack.folder / LOCK_FILE).write_text(lock_text(stack.read()), encoding="utf-8")
