"""The values of expressions of a deployed stack, as Terraform itself evaluates them."""

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ops.command import Failure


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
    try:
        # It prints a string of its own language, which escapes as JSON does, and templates besides.
        text = json.loads(done.stdout).replace("$${", "${").replace("%%{", "%{")
    except json.JSONDecodeError as error:
        raise Failure(
            f"Terraform does not know yet what the cluster gets, but says: {done.stdout.strip()}\n"
            "Something in AWS is still to be made: `make up` makes it."
        ) from error
    return dict(zip(asked, json.loads(text), strict=True))
