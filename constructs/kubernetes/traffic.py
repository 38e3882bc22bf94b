"""The traffic that a namespace allows to and from its pods, each by the name of its reason."""

from dataclasses import dataclass
from typing import Any, Final

from config.kubernetes_names import SYSTEM_NAMESPACE

Peer = dict[str, Any]
"""One side of a rule, in the words of a manifest, which are also jsii's for plain data in lists."""

POD_IDENTITY_AGENT: Final = "169.254.170.23/32"
"""https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html"""
DNS: Final = 53
_NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"

SAME_NAMESPACE: Final[Peer] = {"podSelector": {}}
"""All pods of the namespace itself."""
EVERY_NAMESPACE: Final[Peer] = {"namespaceSelector": {}, "podSelector": {}}
"""All pods of the cluster; whom they let in is for their own policies."""
DNS_PODS: Final[Peer] = {
    "namespaceSelector": {"matchLabels": {_NAMESPACE_NAME: SYSTEM_NAMESPACE}},
    "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
}
"""The pods that resolve names."""


@dataclass(frozen=True, kw_only=True)
class Allow:
    """One reason for traffic.

    Attributes:
        name: The reason, which is the network policy's name.
        ingress: Whether it is traffic to the pods; else it is traffic from them.
        peers: The other side, any of them.
        ports: The ports that are talked to, of UDP as well where it is DNS; with none, all.

    Raises:
        ValueError: There are no peers: a rule with none lets everybody through, the internet too.
            https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
    """

    name: str
    ingress: bool
    peers: tuple[Peer, ...]
    ports: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.peers:
            raise ValueError(f"{self.name}: name a peer, or every address is one")


def network(cidr: str) -> Peer:
    """Return a network as a peer."""
    return {"ipBlock": {"cidr": cidr}}


def in_namespace(name: str) -> Peer:
    """Return all pods of a namespace as a peer."""
    return {"namespaceSelector": {"matchLabels": {_NAMESPACE_NAME: name}}, "podSelector": {}}
