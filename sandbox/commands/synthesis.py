"""Synthesizes the stacks as far as Terraform can take them."""

import sys
from collections.abc import Mapping
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
WEAK: Final = 3
"""The status of main.py where all is written, and a grave weakness is accepted by nobody: the
sandbox is there to try such a platform, too."""
HALVES: Final = (
    "The Helm and the Kubernetes provider are not in the mirror: Terraform deploys what"
    " is AWS's, and helm and kubectl what is inside the cluster."
)


def synthesize(console: Console, variables: Mapping[str, str]) -> None:
    """Write the stacks, as far as Terraform can take them.

    Args:
        console: Where it says what is done.
        variables: The environment, as `sandbox_environment` makes it.

    Raises:
        Failure: They cannot be written.
        Refusal: A stack cannot be told apart.
    """
    with console.status("synthesizing"):
        if _run_main(variables) == WEAK:
            console.print(LOG.read_text(encoding="utf-8").strip())
        if has_providers(*INSIDE_THE_CLUSTER):
            return
        try:
            left_out = keep_aws_half(OUTPUT)
        except TerraformJsonError as error:
            raise Failure(f"cdktf did not synthesize what it should: {error}.") from error
    if left_out:
        console.print(HALVES)


def _run_main(variables: Mapping[str, str]) -> int:
    try:
        return children.run(
            [sys.executable, "main.py"],
            variables=cdktf_environment({**variables, "CDKTF_OUTDIR": str(OUTPUT)}),
            log=LOG,
            on_line=lambda _: None,
            grace_seconds=0,
            expected=(0, WEAK),
        )
    except Failure as failure:
        raise Failure(f"{LOG.read_text(encoding='utf-8').strip()}\n\n{failure}") from failure
