"""Pods and rules of the network that are made in a way that nobody reads here."""

from collections.abc import Iterator, Mapping
from typing import Final

from resilience.model.platform import Unknown
from terraform_json.order import Part
from terraform_json.stack import resources
from terraform_json.types import Json

_MAKE_PODS: Final = (
    "kubernetes_cron_job",
    "kubernetes_daemon",
    "kubernetes_deployment",
    "kubernetes_job",
    "kubernetes_manifest",
    "kubernetes_pod",
    "kubernetes_replication_controller",
    "kubernetes_stateful_set",
)
"""How the types of such resources begin, whatever version ends them:
https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs"""

_NETWORK_ACLS: Final = ("aws_network_acl", "aws_default_network_acl")
"""How the types of network ACLs and of their rules begin."""


def unread(stacks: Mapping[str, Json]) -> Iterator[Unknown]:
    """Yield each resource whose pods, or whose rules, are not known.

    Args:
        stacks: Terraform's JSON of each stack, by name.
    """
    yield from _unread_pods(stacks)
    for part in network_acls(stacks):
        problem = "what it lets through is not known, since network ACLs are not read"
        yield Unknown(subject=f"{part.stack}:{part.address}", problem=problem)


def network_acls(stacks: Mapping[str, Json]) -> Iterator[Part]:
    """Yield the network ACLs of all stacks, and their rules."""
    for name, stack in stacks.items():
        for address in resources(stack):
            if address.startswith(_NETWORK_ACLS):
                yield Part(name, address)


def _unread_pods(stacks: Mapping[str, Json]) -> Iterator[Unknown]:
    """Yield each resource of Terraform's that makes pods, or may make them."""
    for name, stack in stacks.items():
        for address in resources(stack):
            if address.startswith(_MAKE_PODS):
                problem = "its pods are not known, since only releases of charts are read"
                yield Unknown(subject=f"{name}:{address}", problem=problem)
