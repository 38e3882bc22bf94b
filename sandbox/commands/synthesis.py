"""Synthesizes the stacks as far as Terraform can take them, and makes what keeps their states."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

from ops.command import Failure
from ops.terraform import has_providers
from sandbox import children
from sandbox.aws_half import INSIDE_THE_CLUSTER, keep_aws_half
from sandbox.environment import cdktf_environment
from sandbox.paths import LOGS, OUTPUT
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


def synthesize(console: Console, variables: Mapping[str, str], *, bootstraps: bool = False) -> None:
    """Write the stacks, as far as Terraform can take them.

    Args:
        console: Where it says what is done.
        variables: The environment, as `sandbox_environment` makes it.
        bootstraps: Whether the state bucket and the lock table are made meanwhile.

    Raises:
        Failure: They cannot be written, or the bucket or the table cannot be made.
        Refusal: A stack cannot be told apart.
    """
    with console.status("synthesizing"):
        commands = {LOG: _SYNTH} | ({BOOTSTRAP_LOG: _BOOTSTRAP} if bootstraps else {})
        _run(console, commands, variables)
        if bootstraps:
            console.print("the state bucket and the lock table are there")
        if has_providers(*INSIDE_THE_CLUSTER):
            return
        try:
            left_out = keep_aws_half(OUTPUT)
        except TerraformJsonError as error:
            raise Failure(f"cdktf did not synthesize what it should: {error}.") from error
    if left_out:
        console.print(HALVES)


def _run(
    console: Console, commands: Mapping[Path, Sequence[str]], variables: Mapping[str, str]
) -> None:
    """Run commands at the same time, each by the file that receives its output."""
    environment = cdktf_environment({**variables, "CDKTF_OUTDIR": str(OUTPUT)})
    for log, status in children.run_at_once(commands, variables=environment).items():
        said = log.read_text(encoding="utf-8").strip()
        if (commands[log], status) == (_SYNTH, WEAK):
            console.print(said)
        elif status:
            command = " ".join(["python", *commands[log][1:]])
            raise Failure(f"{said}\n\n{command} ended with exit status {status}.")
