"""EKS: what the AWS provider needs of it, and moto 5.2.5 lacks or says differently.

Addons, access entries, Pod Identity associations and updates are missing in moto; clusters and node
groups lose what they were made with, so that Terraform plans to replace them. A cluster and all
that belongs to it is active at once, and has no nodes:
https://docs.aws.amazon.com/eks/latest/APIReference/Welcome.html
"""

from moto.eks import urls

from sandbox.aws.eks.access_entries import AccessEntries
from sandbox.aws.eks.addons import Addons
from sandbox.aws.eks.clusters import Clusters
from sandbox.aws.eks.node_groups import NodeGroups
from sandbox.aws.eks.pod_identity import PodIdentity
from sandbox.aws.eks.tags import Tags
from sandbox.aws.eks.updates import Updates


def extend() -> None:
    """Make moto's EKS answer as AWS does."""
    # One path for everything: moto finds the action by botocore's model of the service.
    urls.url_paths = {"{0}/(?P<path>.+)$": _Response.dispatch}


class _Response(Clusters, NodeGroups, Addons, AccessEntries, PodIdentity, Updates, Tags):
    """All actions of EKS."""
