"""Synthesizes the stacks as far as Terraform can take them, and makes what keeps their states."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

from config.provider_locks import INSIDE_THE_CLUSTER
from ops.command import Failure
from ops.terraform import has_providers
from sandbox import children
from sandbox.environment import cdktf_environment
from sandbox.paths import LOGS, OUTPUT
from sandbox.terraform.aws_half import keep_aws_half
from terraform_json.types import TerraformJsonError

LOG: Final = LOGS / "synth.log"
BOOTSTRAP_LOG: Final = LOGS / "bootstrap.log"
_SYNTH: Final = (sys.executable, "main.py")
_BOOTSTRAP: Final = (sys.executable, "-m", "ops.bootstrap")
WEAK: Final = 3
"""The status of main.py where all is written, and a grave weakness is accepted by nobody: the
sandbox is there to try such a platform, too."""
HALVES: Final = (
    "The Helm and the Kubernetes provider are not in the mirror: Terraform deploys what"
    " is AWS's, and the sandbox what is inside the cluster, with helm."
)


def synthesize(console: Console, variables: Mapping[str, str]) -> None:
    """Write the stacks, as far as Terraform can take them.

    Args:
        console: Where it says what is done.
        variables: The environment, as `synthesis_environment` makes it.

    Raises:
        Failure: They cannot be written.
        Refusal: A stack cannot be told apart.
    """
    _run(console, LOG, _SYNTH, variables)
    if has_providers(*INSIDE_THE_CLUSTER):
        return
    try:
        left_out = keep_aws_half(OUTPUT)
    except TerraformJsonError as error:
        raise Failure(f"cdktf did not synthesize what it should: {error}.") from error
    if left_out:
        console.print(HALVES)


def make_backend(console: Console, variables: Mapping[str, str]) -> None:
    """Make what keeps the states, unless it is there.

    Args:
        console: Where it says what is done.
        variables: The environment, as `sandbox_environment` makes it.

    Raises:
        Failure: The bucket or the table cannot be made.
    """
    _run(console, BOOTSTRAP_LOG, _BOOTSTRAP, variables)
    console.print("the state bucket and the lock table are there")


def _run(console: Console, log: Path, command: Sequence[str], variables: Mapping[str, str]) -> None:
    environment = cdktf_environment({**variables, "CDKTF_OUTDIR": str(OUTPUT)})
    status = children.run_at_once({log: command}, variables=environment)[log]
    said = log.read_text(encoding="utf-8").strip()
    if (command, status) == (_SYNTH, WEAK):
        console.print(said)
    elif status:
        told = " ".join(["python", *command[1:]])
        raise Failure(f"{said}\n\n{told} ended with exit status {status}.")
