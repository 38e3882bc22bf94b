"""The values of expressions of a deployed stack, as Terraform itself evaluates them."""

import hashlib
import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import ClientError

from ops.command import Failure
from sandbox.client import client_of
from terraform_json.manifest import Stack

KEPT: Final = ".terraform/evaluated.json"
"""The file with the values of the last time, in the folder of a stack."""


def evaluated_once(
    stack: Stack, expressions: Iterable[str], variables: Mapping[str, str]
) -> dict[str, Any]:
    """Return the value of each expression; Terraform is asked only where it may have changed.

    A value is made of the stack and its state: https://developer.hashicorp.com/terraform/cli/commands/console

    Args:
        stack: A stack that Terraform has deployed.
        expressions: Expressions in Terraform's language, without `${` and `}`.
        variables: The environment of Terraform.

    Raises:
        Failure: Terraform cannot evaluate one of them.
    """
    asked = list(dict.fromkeys(expressions))
    parts = [*asked, stack.file.read_text(encoding="utf-8"), _state(stack, variables)]
    made_of = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    file = stack.folder / KEPT
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if made_of in kept:
        found: dict[str, Any] = kept[made_of]
        return found
    values = evaluated(stack.folder, asked, variables)
    if file.parent.exists():
        whole = file.with_suffix(".new")
        whole.write_text(json.dumps({made_of: values}), encoding="utf-8")
        whole.replace(file)
    return values


def _state(stack: Stack, variables: Mapping[str, str]) -> str:
    """Return a text that is another one when the state is; empty where there is no state."""
    backend = stack.read()["terraform"]["backend"]["s3"]
    s3 = client_of("s3", backend["region"], variables["AWS_ENDPOINT_URL"])
    try:
        tag: str = s3.head_object(Bucket=backend["bucket"], Key=backend["key"])["ETag"]
    except ClientError:
        return ""
    return tag


def evaluated(
    folder: Path, expressions: Iterable[str], variables: Mapping[str, str]
) -> dict[str, Any]:
    """Return the value of each expression.

    Args:
        folder: The folder of a stack that Terraform has deployed from there.
        expressions: Expressions in Terraform's language, without `${` and `}`.
        variables: The environment of Terraform.

    Raises:
        Failure: Terraform cannot evaluate one of them.
    """
    asked = list(dict.fromkeys(expressions))
    if not asked:
        return {}
    # One line for all: each start of the console reads the state anew. What is sensitive to
    # Terraform, such as the ARN of a secret, would not be printed otherwise.
    line = f"nonsensitive(jsonencode([{', '.join(asked)}]))\n"
    done = subprocess.run(
        ["terraform", "console", "-no-color"],
        cwd=folder,
        env=dict(variables),
        input=line,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(f"Terraform cannot evaluate what the cluster gets:\n{done.stderr.strip()}")
    # Around it Terraform says so where a lock takes long.
    answer = next((line for line in done.stdout.splitlines() if line.startswith('"')), "")
    try:
        # It prints a string of its own language, which escapes as JSON does, and templates besides.
        text = json.loads(answer).replace("$${", "${").replace("%%{", "%{")
    except json.JSONDecodeError as error:
        raise Failure(
            f"Terraform does not know yet what the cluster gets, but says: {done.stdout.strip()}\n"
            "Something in AWS is still to be made: `make up` makes it."
        ) from error
    return dict(zip(asked, json.loads(text), strict=True))
