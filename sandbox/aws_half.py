"""What of a synthesized stack AWS's provider alone can deploy.

Releases and objects inside the cluster need the Helm and the Kubernetes provider and a cluster that
answers; the local AWS has none. `terraform init` fails on a provider that it cannot get, and on one
that it could not use, so both have to be out of the JSON.
"""

import json
from pathlib import Path
from typing import Final

from ops.command import Refusal
from terraform_json.manifest import read_manifest
from terraform_json.references import references_of
from terraform_json.stack import blocks, data_sources, provider_of, resources
from terraform_json.types import Json

INSIDE_THE_CLUSTER: Final = ("helm", "kubernetes")
"""The providers of what is inside the cluster."""
WHOLE: Final = "whole.json"
"""The file that keeps a stack as it was; Terraform does not read it."""


def keep_aws_half(output: Path) -> dict[str, int]:
    """Rewrite each stack in a folder of synthesized stacks to what AWS's provider can deploy.

    Args:
        output: The folder, as `cdktf synth` left it.

    Returns:
        How many resources and data sources were left out, for each stack that had any.

    Raises:
        Refusal: A stack cannot be told apart.
        TerraformJsonError: The folder or a stack cannot be read.
    """
    counts = {}
    for name, stack in read_manifest(output).items():
        whole = stack.read()
        try:
            half = aws_half(whole)
        except Refusal as refusal:
            raise Refusal(f"{name}: {refusal}") from refusal
        left_out = _deployed(whole) - _deployed(half)
        if left_out:
            counts[name] = left_out
            (stack.folder / WHOLE).write_text(json.dumps(whole), encoding="utf-8")
            stack.file.write_text(json.dumps(half, indent=2), encoding="utf-8")
    return counts


def aws_half(stack: Json) -> Json:
    """Return a stack without the providers, resources and data sources inside the cluster.

    Args:
        stack: The Terraform JSON of a stack; it is left as it is.

    Raises:
        Refusal: What is left refers to what is not.
    """
    half = dict(stack)
    terraform: Json = dict(stack.get("terraform", {}))
    terraform["required_providers"] = _outside(terraform.get("required_providers", {}))
    half["terraform"] = terraform
    for section in ("provider", "resource", "data"):
        if section in stack:
            half[section] = _outside(stack[section])
    gone = blocks(stack).keys() - blocks(half).keys()
    entangled = sorted(gone & {reference.address for reference in references_of(half)})
    if entangled:
        raise Refusal(
            "What AWS's provider deploys refers to what is inside the cluster: "
            + ", ".join(entangled)
            + ". Let what is inside the cluster refer to the resource in AWS instead."
        )
    return half


def _outside(named: Json) -> Json:
    return {kind: v for kind, v in named.items() if provider_of(kind) not in INSIDE_THE_CLUSTER}


def _deployed(stack: Json) -> int:
    return len(resources(stack)) + len(data_sources(stack))
