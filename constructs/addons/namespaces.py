"""The namespaces of the addons, and who may talk to whom in them."""

from constructs import Construct
from constructs.kubernetes.namespace import Namespace, PodSecurity
from constructs.kubernetes.ready_cluster import ReadyCluster
from constructs.kubernetes.traffic import (
    HTTP,
    KUBELET,
    NODE_EXPORTER,
    Allow,
    among_themselves,
    aws_apis,
    called_from,
    every_namespace,
    https_to,
    metrics_scraped,
    names_resolved,
    networks,
    pod_identity,
)

READINESS_GATES = {"elbv2.k8s.aws/pod-readiness-gate-inject": "enabled"}
"""Pods are ready once the load balancer finds them healthy:
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/"""
WEBHOOK = 10250
"""The port that both operators' webhooks listen on; the control plane calls them."""


def addon_namespaces(
    scope: Construct, *, cluster: ReadyCluster, vpc_cidr_block: str
) -> dict[str, Namespace]:
    """Return the namespaces by name. What stands in kube-system is the cluster's own business."""
    services = str(cluster.control_plane.service_cidr)
    webhooks = called_from("webhooks", [vpc_cidr_block], WEBHOOK)
    table: dict[str, tuple[PodSecurity, tuple[Allow, ...]]] = {
        "nginx-ingress": (
            PodSecurity.RESTRICTED,
            (
                called_from("load-balancer", [vpc_cidr_block], HTTP),
                metrics_scraped(9113),
                names_resolved(),
                https_to("kubernetes-api", [vpc_cidr_block, services]),
                Allow(name="applications", ingress=False, peers=every_namespace()),
            ),
        ),
        "monitoring": (
            PodSecurity.RESTRICTED,
            (
                among_themselves(),
                webhooks,
                names_resolved(),
                aws_apis(),
                pod_identity(),
                Allow(name="scraped-pods", ingress=False, peers=every_namespace()),
                Allow(
                    name="scraped-nodes",
                    ingress=False,
                    peers=networks([vpc_cidr_block]),
                    ports=(KUBELET, NODE_EXPORTER),
                ),
            ),
        ),
        "external-secrets": (
            PodSecurity.RESTRICTED,
            (webhooks, metrics_scraped(8080), names_resolved(), aws_apis(), pod_identity()),
        ),
        "external-dns": (
            PodSecurity.RESTRICTED,
            (metrics_scraped(7979), names_resolved(), aws_apis(), pod_identity()),
        ),
        # Fluent Bit reads the nodes' own files.
        "logging": (
            PodSecurity.PRIVILEGED,
            (metrics_scraped(2020), names_resolved(), aws_apis(), pod_identity()),
        ),
    }
    # Apart from the addons, some of which have the same names.
    room = Construct(scope, "namespaces")
    return {
        name: Namespace(
            room,
            name,
            pod_security=level,
            allows=allows,
            labels=READINESS_GATES if name == "nginx-ingress" else {},
            after=cluster.ready,
        )
        for name, (level, allows) in table.items()
    }
