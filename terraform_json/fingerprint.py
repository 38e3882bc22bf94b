"""Tells one state of synthesized stacks from another."""

import hashlib
from pathlib import Path

from terraform_json.manifest import read_manifest


def fingerprint(folder: Path) -> str:
    """Return a text that is another one when a stack of a folder is.

    What travels with a stack, such as a chart, lies in a folder that its contents name.

    Raises:
        TerraformJsonError: The folder holds no synthesized stacks.
        OSError: A stack cannot be read.
    """
    digest = hashlib.sha256()
    for name, stack in read_manifest(folder).items():
        whole = stack.file.read_bytes()
        digest.update(f"{name} {len(whole)}\n".encode())
        digest.update(whole)
    return digest.hexdigest()
