"""Synthesizes the stacks as far as Terraform can take them."""

from typing import Final

from rich.console import Console

from ops.command import Failure
from ops.terraform import has_providers
from sandbox.aws_half import INSIDE_THE_CLUSTER, keep_aws_half
from sandbox.cdktf import Cdktf
from sandbox.paths import OUTPUT
from terraform_json.types import TerraformJsonError

# Synthesis locks the providers already, and completing a lock takes the registry.
WITHOUT_LOCK: Final = "--skip-provider-lock"
HALVES: Final = (
    "The Helm and the Kubernetes provider are not in the mirror: Terraform deploys what"
    " is AWS's, and helm and kubectl what is inside the cluster."
)


def synthesize(console: Console, cdktf: Cdktf) -> None:
    """Write the stacks, as far as Terraform can take them."""
    with console.status("synthesizing"):
        cdktf.run("synth", on_line=lambda _: None)
        if has_providers(*INSIDE_THE_CLUSTER):
            return
        try:
            left_out = keep_aws_half(OUTPUT)
        except TerraformJsonError as error:
            raise Failure(f"cdktf did not synthesize what it should: {error}.") from error
    if left_out:
        console.print(HALVES)
