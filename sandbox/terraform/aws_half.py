"""The part of a synthesized stack that AWS's provider alone can deploy.

Releases and objects inside the cluster need the Helm and the Kubernetes provider and a cluster that
answers; the local AWS has none. `terraform init` fails on a provider that it cannot get, and on one
that it could not use, so both have to be out of the JSON.

A data source that waits for something inside the cluster reads what a controller makes from there,
such as the load balancer. Without the controller there is none, so it is left out as well, and with
it what refers to it.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Final

from config.provider_locks import INSIDE_THE_CLUSTER, LOCK_FILE, lock_text
from ops.command import Refusal
from terraform_json.manifest import read_manifest
from terraform_json.order import needs
from terraform_json.references import references_of
from terraform_json.stack import blocks, data_sources, provider_of, resources
from terraform_json.types import Json

WHOLE: Final = "whole.json"
"""The file that keeps a stack as it was; Terraform does not read it."""


def keep_aws_half(output: Path) -> dict[str, int]:
    """Rewrite each stack in a folder of synthesized stacks to what AWS's provider can deploy.

    So is the file that locks its providers.

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
        (stack.folder / WHOLE).unlink(missing_ok=True)
        if left_out:
            counts[name] = left_out
            (stack.folder / WHOLE).write_text(json.dumps(whole), encoding="utf-8")
            stack.file.write_text(json.dumps(half, indent=2), encoding="utf-8")
            (stack.folder / LOCK_FILE).write_text(lock_text(half), encoding="utf-8")
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
    behind = _behind(half, gone)
    for section, prefix in (("resource", ""), ("data", "data.")):
        if section in half:
            half[section] = _without(half[section], behind, prefix)
    gone |= behind
    entangled = sorted(gone & {reference.address for reference in references_of(half)})
    if entangled:
        raise Refusal(
            "What AWS's provider deploys refers to what is inside the cluster: "
            + ", ".join(entangled)
            + ". Let what is inside the cluster refer to the resource in AWS instead."
        )
    return half


def _behind(half: Json, gone: Collection[str]) -> set[str]:
    """Return the data sources that wait for what is gone, and the resources that need them."""
    found = {
        address
        for address, block in data_sources(half).items()
        if any(reference.address in gone for reference in references_of(block))
    }
    deployed = {*resources(half), *data_sources(half)}
    needed = {address: set(each) for address, each in needs(half).items() if address in deployed}
    while more := {address for address, each in needed.items() if each & found} - found:
        found |= more
    return found


def _without(named: Json, addresses: Collection[str], prefix: str) -> Json:
    """Return a section without some of its blocks, and without kinds that have none left."""
    kept = {
        each: {
            name: block
            for name, block in named_blocks.items()
            if f"{prefix}{each}.{name}" not in addresses
        }
        for each, named_blocks in named.items()
    }
    return {each: named_blocks for each, named_blocks in kept.items() if named_blocks}


def _outside(named: Json) -> Json:
    return {kind: v for kind, v in named.items() if provider_of(kind) not in INSIDE_THE_CLUSTER}


def _deployed(stack: Json) -> int:
    return len(resources(stack)) + len(data_sources(stack))
