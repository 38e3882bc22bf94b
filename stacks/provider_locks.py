"""The lock file beside each synthesized stack: by hashes, the providers that Terraform may run."""

import re
from pathlib import Path
from typing import Final

from terraform_json.manifest import read_manifest

LOCKED: Final = Path(__file__).parents[1] / "tools/terraform/providers.lock.hcl"
"""The providers of all stacks; `make lock-providers` renews it."""
LOCK_FILE: Final = ".terraform.lock.hcl"

_PROVIDER: Final = re.compile(
    r'^provider "[^"]*/(?P<type>[^"/]+)" \{$.*?^\}$', re.MULTILINE | re.DOTALL
)


def lock_providers(output: Path) -> None:
    """Write the lock file of each synthesized stack, with the providers that the stack requires.

    `terraform init -lockfile=readonly` then takes no other version and no other file. It refuses a
    lock file with a provider too many as well as one with a provider too few:
    https://developer.hashicorp.com/terraform/cli/commands/init#lockfile-mode

    Args:
        output: The folder that CDKTF synthesized.
    """
    locked = {found["type"]: found[0] for found in _PROVIDER.finditer(LOCKED.read_text("utf-8"))}
    for stack in read_manifest(output).values():
        required = stack.read()["terraform"]["required_providers"].values()
        types = sorted(provider["source"].rpartition("/")[2] for provider in required)
        blocks = [locked[type_] for type_ in types if type_ in locked]
        (stack.folder / LOCK_FILE).write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
