"""Pods that are made in a way that nobody reads here."""

from collections.abc import Iterator, Mapping
from typing import Final

from resilience.model.platform import Unknown
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


def unread_pods(stacks: Mapping[str, Json]) -> Iterator[Unknown]:
    """Yield each resource of Terraform's that makes pods, or may make them.

    Args:
        stacks: Terraform's JSON of each stack, by name.
    """
    for name, stack in stacks.items():
        for address in resources(stack):
            if address.startswith(_MAKE_PODS):
                problem = "its pods are not known, since only releases of charts are read"
                yield Unknown(subject=f"{name}:{address}", problem=problem)
