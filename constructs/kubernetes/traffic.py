"""Who may talk to the pods of a namespace, and to whom they may talk, in named allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

Peer = dict[str, Any]
"""One side of a rule, in the words of a manifest, which are also jsii's for plain data in lists."""

POD_IDENTITY_AGENT: Final = "169.254.170.23/32"
"""https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html"""
ANYWHERE: Final = "0.0.0.0/0"
DNS, HTTP, HTTPS, KUBELET, NODE_EXPORTER = 53, 80, 443, 10250, 9100
_SAME_NAMESPACE: Final[Peer] = {"podSelector": {}}
_NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"


@dataclass(frozen=True, kw_only=True)
class Allow:
    """One reason for traffic.

    Attributes:
        name: The reason, which is the network policy's name.
        ingress: Whether it is traffic to the pods; else it is traffic from them.
        peers: The other side, any of them; with none, every pod of the cluster.
        ports: The ports that are talked to, of UDP as well where it is DNS; with none, all.
    """

    name: str
    ingress: bool
    peers: tuple[Peer, ...]
    ports: tuple[int, ...] = ()


def networks(cidrs: Sequence[str]) -> tuple[Peer, ...]:
    """Return networks as peers."""
    return tuple({"ipBlock": {"cidr": cidr}} for cidr in cidrs)


def namespaces(*names: str) -> tuple[Peer, ...]:
    """Return all pods of namespaces as peers."""
    return tuple(
        {"namespaceSelector": {"matchLabels": {_NAMESPACE_NAME: name}}, "podSelector": {}}
        for name in names
    )


def every_namespace() -> tuple[Peer, ...]:
    """Return all pods of the cluster as a peer; whom they let in is for their own policies."""
    return ({"namespaceSelector": {}, "podSelector": {}},)


def names_resolved() -> Allow:
    """Pods resolve names."""
    dns = {
        "namespaceSelector": {"matchLabels": {_NAMESPACE_NAME: "kube-system"}},
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    }
    return Allow(name="dns", ingress=False, peers=(dns,), ports=(DNS,))


def https_to(name: str, cidrs: Sequence[str]) -> Allow:
    """Pods call APIs."""
    return Allow(name=name, ingress=False, peers=networks(cidrs), ports=(HTTPS,))


def aws_apis() -> Allow:
    """Pods call AWS, whose addresses are not known beforehand, and the Kubernetes API."""
    return https_to("aws-and-kubernetes-apis", [ANYWHERE])


def pod_identity() -> Allow:
    """Pods get credentials from the agent on their node."""
    return Allow(
        name="pod-identity", ingress=False, peers=networks([POD_IDENTITY_AGENT]), ports=(HTTP,)
    )


def metrics_scraped(port: int) -> Allow:
    """Prometheus reads the pods' metrics."""
    return Allow(name="metrics", ingress=True, peers=namespaces("monitoring"), ports=(port,))


def called_from(name: str, cidrs: Sequence[str], port: int) -> Allow:
    """Something outside the cluster's pods calls them."""
    return Allow(name=name, ingress=True, peers=networks(cidrs), ports=(port,))


def among_themselves() -> Allow:
    """Pods of the namespace call each other."""
    return Allow(name="same-namespace", ingress=True, peers=(_SAME_NAMESPACE,))
