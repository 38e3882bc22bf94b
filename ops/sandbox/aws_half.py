"""What of a synthesized stack AWS's provider alone can deploy.

Releases and objects inside the cluster need the Helm and the Kubernetes provider and a cluster that
answers; the local AWS has none. `terraform init` fails on a provider that it cannot get, and on one
that it could not use, so both have to be out of the JSON.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ops.command import Refusal
from ops.json_files import read_stack

STACK_FILE: Final = "cdk.tf.json"
INSIDE_THE_CLUSTER: Final = ("helm", "kubernetes")
"""The providers of what is inside the cluster, by the prefixes of their resources' types."""

Json = dict[str, Any]


def keep_aws_half(output: Path) -> dict[str, int]:
    """Rewrite each stack in a folder of synthesized stacks to what AWS's provider can deploy.

    Args:
        output: The folder, as `cdktf synth` left it.

    Returns:
        How many resources and data sources were left out, for each stack that had any.

    Raises:
        Refusal: A stack cannot be read, or not be told apart.
    """
    counts = {}
    for file in sorted(output.glob(f"stacks/*/{STACK_FILE}")):
        whole = read_stack(file)
        try:
            half = aws_half(whole)
        except Refusal as refusal:
            raise Refusal(f"{file.parent.name}: {refusal}") from refusal
        left_out = len(list(_addresses(whole))) - len(list(_addresses(half)))
        if left_out:
            counts[file.parent.name] = left_out
            file.write_text(json.dumps(half, indent=2), encoding="utf-8")
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
    gone = set(_addresses(stack)) - set(_addresses(half))
    text = json.dumps({name: value for name, value in half.items() if name != "//"})
    entangled = sorted(address for address in gone if address in text)
    if entangled:
        raise Refusal(
            "What AWS's provider deploys refers to what is inside the cluster: "
            + ", ".join(entangled)
            + ". Let what is inside the cluster refer to the resource in AWS instead."
        )
    return half


def _outside(named: Json) -> Json:
    return {kind: v for kind, v in named.items() if kind.split("_")[0] not in INSIDE_THE_CLUSTER}


def _addresses(stack: Json) -> Iterator[str]:
    for section in ("resource", "data"):
        for kind, named in stack.get(section, {}).items():
            yield from (f"{kind}.{name}" for name in named)
