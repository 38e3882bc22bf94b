"""The namespaces of the addons, and who may talk to whom in them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from config.addons.addon_file import IN_NAMESPACE, AllowedTraffic
from config.addons.folder import Addon
from config.addons.names import NGINX
from config.addons.namespaces import described_namespaces
from config.kubernetes_names import identity_labels
from config.sections.cidr import INTERNET
from constructs import Construct
from constructs.kubernetes.namespace import Namespace
from constructs.kubernetes.ready_cluster import ReadyCluster
from constructs.kubernetes.traffic import (
    DNS_PODS,
    EVERY_NAMESPACE,
    POD_IDENTITY_AGENT,
    SAME_NAMESPACE,
    Allow,
    Peer,
    in_namespace,
    network,
)

READINESS_GATES: Final = {"elbv2.k8s.aws/pod-readiness-gate-inject": "enabled"}
"""Pods are ready once the load balancer finds them healthy:
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/"""


def addon_namespaces(
    scope: Construct,
    addons: Sequence[Addon],
    *,
    cluster: ReadyCluster,
    vpc_cidr_block: str,
    service_accounts: Mapping[str, Sequence[str]],
) -> dict[str, Namespace]:
    """Return the namespaces of addons, by the addon. kube-system is the cluster's own business.

    The namespace of an addon that is switched off stays: what people put there is not lost.

    Args:
        scope: The construct that holds the addons.
        addons: All addons.
        cluster: The cluster, ready for namespaces.
        vpc_cidr_block: The addresses of the VPC.
        service_accounts: Those whose pods have an identity in AWS, by namespace.
    """
    allow = _allowing(str(cluster.control_plane.service_cidr), vpc_cidr_block)
    gated = {addon.file.namespace for addon in addons if addon.name == NGINX}
    # Apart from the addons, some of which have the same names.
    parent = Construct(scope, "namespaces")
    made = {
        name: Namespace(
            parent,
            name,
            pod_security=file.pod_security,
            allows=[allow(reason, traffic) for reason, traffic in file.allows.items()],
            labels=(READINESS_GATES if name in gated else {})
            | identity_labels(service_accounts.get(name, ())),
            after=cluster.ready,
        )
        for name, file in described_namespaces(addons).items()
    }
    return {a.name: made[a.file.namespace] for a in addons if a.file.namespace in made}


def _allowing(service_cidr: str, vpc_cidr_block: str) -> Callable[[str, AllowedTraffic], Allow]:
    """Return a function for what a network policy allows, from what addon.yaml says."""
    known = {
        "anywhere": network(INTERNET),
        "dns": DNS_PODS,
        "every-namespace": EVERY_NAMESPACE,
        "pod-identity": network(POD_IDENTITY_AGENT),
        "same-namespace": SAME_NAMESPACE,
        "services": network(service_cidr),
        "vpc": network(vpc_cidr_block),
    }

    def peer(name: str) -> Peer:
        if name.startswith(IN_NAMESPACE):
            return in_namespace(name.removeprefix(IN_NAMESPACE))
        return known.get(name) or network(name)

    def allow(name: str, traffic: AllowedTraffic) -> Allow:
        return Allow(
            name=name,
            ingress=bool(traffic.ingress),
            peers=tuple(map(peer, traffic.ingress or traffic.egress)),
            ports=traffic.ports,
        )

    return allow
