"""Platforms that lack a part which others ask for."""

from collections.abc import Callable
from typing import Final

from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft


def without_release(name: str) -> Callable[[Draft], None]:
    """Return what takes the release of an addon or application away."""

    def change(draft: Draft) -> None:
        for stack, content in draft.stacks.items():
            releases = content["resource"].get("helm_release", {})
            for label in [key for key, block in releases.items() if block["name"] == name]:
                draft.remove_at(stack, "helm_release", label)

    return change


def without(kind: str, *words: str) -> Callable[[Draft], None]:
    """Return what takes blocks of a type away."""
    return lambda draft: draft.remove(kind, *words)


def internal(draft: Draft) -> None:
    ingress = draft.one("kubernetes_ingress_v1")
    ingress["metadata"]["annotations"]["alb.ingress.kubernetes.io/scheme"] = "internal"


def private_gateway(draft: Draft) -> None:
    draft.one("aws_nat_gateway", "1b")["connectivity_type"] = "private"


def refused(draft: Draft) -> None:
    draft.application("app1", {"image": 5})


def _missing(name: str, change: Callable[[Draft], None]) -> Weakened:
    file = "environments/prod.yaml"
    return Weakened(name=name, change=change, rule="part-missing", file=file, key="")


ABSENT: Final = (
    *(
        _missing(f"no {name}", without_release(name))
        for name in (
            "metrics-server",
            "cluster-autoscaler",
            "aws-load-balancer-controller",
            "external-secrets",
            "kube-prometheus-stack",
            "nginx-ingress",
        )
    ),
    _missing("no application that another calls", without_release("backend")),
    *(
        _missing(f"no {name}", without("aws_eks_addon", name))
        for name in ("vpc-cni", "kube-proxy", "eks-pod-identity-agent", "ebs-csi", "coredns")
    ),
    _missing("no EKS cluster", without("aws_eks_cluster")),
    _missing("a database without instances", without("aws_rds_cluster_instance")),
    _missing("no database cluster", without("aws_rds_cluster")),
    _missing("an internal load balancer", internal),
    Weakened(
        name="a NAT gateway that is private",
        change=private_gateway,
        rule="subnet-without-way-out",
        file="networking/cdk.tf.json",
        key="",
    ),
    Weakened(
        name="values that the chart refuses",
        change=refused,
        rule="chart-not-rendered",
        file="k8s/cdk.tf.json",
        key="values",
    ),
    _missing("no load balancer", without("kubernetes_ingress_v1")),
)
