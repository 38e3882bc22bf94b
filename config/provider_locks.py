"""The providers that Terraform may run, by their hashes, as the lock file of a stack names them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

LOCKED: Final = Path(__file__).parents[1] / "tools/terraform/providers.lock.hcl"
"""The providers of all stacks; `make lock-providers` renews it."""
LOCK_FILE: Final = ".terraform.lock.hcl"
INSIDE_THE_CLUSTER: Final = ("helm", "kubernetes")
"""The providers of what is inside the cluster."""

_PROVIDER: Final = re.compile(
    r'^provider "[^"]*/(?P<type>[^"/]+)" \{$.*?^\}$', re.MULTILINE | re.DOTALL
)
_VERSION: Final = re.compile(r'^ +version += "([^"]+)"$', re.MULTILINE)


def locked_providers(file: Path) -> dict[str, str]:
    """Return the blocks of a lock file, by the type of their provider, such as `aws`.

    Raises:
        OSError: The file cannot be read.
    """
    return {found["type"]: found[0] for found in _PROVIDER.finditer(file.read_text("utf-8"))}


def locked_version(type_: str) -> str:
    """Return the version of a provider of the stacks.

    Args:
        type_: Its type, such as `aws`.
    """
    found = _VERSION.search(locked_providers(LOCKED)[type_])
    assert found, f"{LOCKED} names no version of {type_}"  # noqa: S101 - Terraform wrote it
    return found[1]


def lock_text(stack: Mapping[str, Any]) -> str:
    """Return the lock file of a stack: the providers that it requires, and no other.

    `terraform init -lockfile=readonly` refuses a lock file with a provider too many as well as one
    with a provider too few:
    https://developer.hashicorp.com/terraform/cli/commands/init#lockfile-mode

    One that is not locked yet is left out. Terraform refuses it, and `make lock-providers` adds it,
    which has to synthesize first.

    Args:
        stack: Its Terraform JSON.
    """
    locked = locked_providers(LOCKED)
    required = stack["terraform"]["required_providers"].values()
    types = sorted(provider["source"].rpartition("/")[2] for provider in required)
    return "\n\n".join(locked[type_] for type_ in types if type_ in locked) + "\n"
