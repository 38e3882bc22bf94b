"""Remembers of which stacks a plan has shown that nothing changes, for as long as that holds.

It holds while the stack, the providers that it may run, and all that was written to the local AWS
are the same. The states are kept there too.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

import requests

from config.provider_locks import LOCK_FILE
from ops.command import Failure
from terraform_json.manifest import Stack
from terraform_json.stack import provider_of, resources

NOTED: Final = ".terraform/unchanged-since"
"""The file that says since when, in the folder of a stack."""
PATH: Final = "/sandbox/writes"
"""Where the local AWS answers a text that is another one when something was written to it."""
ANSWER_SECONDS: Final = 60


def writes(variables: Mapping[str, str]) -> str:
    """Return a text that is another one when something was written to the local AWS.

    Args:
        variables: The environment of Terraform.

    Raises:
        Failure: The local AWS does not answer.
    """
    try:
        with requests.Session() as session:
            # No proxy, whatever the user's environment says.
            session.trust_env = False
            answer = session.get(variables["AWS_ENDPOINT_URL"] + PATH, timeout=ANSWER_SECONDS)
            answer.raise_for_status()
    except requests.RequestException as error:
        raise Failure(f"The local AWS does not answer: {error}") from error
    return answer.text


def is_unchanged(stack: Stack, written: str) -> bool:
    """Tell whether a plan has shown that a stack has no changes, and still would.

    Args:
        stack: The stack.
        written: What `writes` returns.
    """
    file = stack.folder / NOTED
    return file.exists() and file.read_text(encoding="utf-8") == _since(stack, written)


def note_unchanged(stack: Stack, written: str) -> None:
    """Note that a plan has shown it, unless the plan asked others than the local AWS."""
    file = stack.folder / NOTED
    if file.parent.exists() and {provider_of(each) for each in resources(stack.read())} <= {"aws"}:
        file.write_text(_since(stack, written), encoding="utf-8")


def _since(stack: Stack, written: str) -> str:
    digest = hashlib.sha256(stack.file.read_bytes())
    locked = stack.folder / LOCK_FILE
    digest.update(locked.read_bytes() if locked.exists() else b"")
    return f"{digest.hexdigest()} {written}"
