"""The lock file beside each synthesized stack: by hashes, the providers that Terraform may run."""

import json
from pathlib import Path

from config.provider_locks import LOCK_FILE, lock_text


def lock_providers(output: Path) -> None:
    """Write the lock file of each synthesized stack, with the providers that the stack requires.

    `terraform init -lockfile=readonly` then takes no other version and no other file.

    Args:
        output: The folder that CDKTF synthesized.
    """
    for file in output.glob("stacks/*/cdk.tf.json"):
        stack = json.loads(file.read_text("utf-8"))
        (file.parent / LOCK_FILE).write_text(lock_text(stack), encoding="utf-8")
