"""What each path asks of the graph, in words of its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import networkx as nx

from resilience.domains import Domain, DomainKind, Mode
from tests.resilience.oracle.flows import INTERNET, S3, World

_GROUPS = "alb.ingress.kubernetes.io/security-groups"
ADDONS: dict[str, list[tuple[str, ...]]] = {
    "dns/inside": [("pods", "coredns")],
    "dns/changes": [("agent", "external-dns"), ("api",), ("aws", "route53")],
    "scaling/pods": [("pods", "metrics-server"), ("api",)],
    "scaling/nodes": [
        ("agent", "cluster-autoscaler"),
        ("api",),
        ("aws", "autoscaling"),
        ("aws", "ec2"),
    ],
    "scaling/spread": [("pods", "descheduler"), ("api",)],
    "deployment/objects": [("api",)],
    "deployment/targets": [
        ("agent", "aws-load-balancer-controller"),
        ("api",),
        ("aws", "elasticloadbalancing"),
    ],
    "deployment/canaries": [("pods", "argo-rollouts"), ("api",)],
    "deployment/secret-objects": [("pods", "external-secrets-webhook"), ("api",)],
    "deployment/rules": [("pods", "kube-prometheus-stack-operator"), ("api",)],
    "deployment/rule-checks": [("pods", "kube-prometheus-stack-operator-webhook")],
    "deployment/volumes": [("agent", "ebs-csi-controller"), ("api",), ("aws", "ec2")],
    "secrets/identity": [("pods", "eks-pod-identity-agent"), ("aws", "eks-auth")],
    "secrets/values": [("agent", "external-secrets"), ("api",), ("aws", "secretsmanager")],
    "observability/metrics": [("pods", "prometheus-kube-prometheus-stack-prometheus")],
    "observability/alerts": [
        ("pods", "prometheus-kube-prometheus-stack-prometheus"),
        ("agent", "alertmanager-kube-prometheus-stack-alertmanager"),
        ("aws", "sns"),
    ],
    "observability/objects": [("pods", "kube-prometheus-stack-kube-state-metrics"), ("api",)],
    "observability/dashboards": [
        ("pods", "kube-prometheus-stack-grafana"),
        ("pods", "prometheus-kube-prometheus-stack-prometheus"),
    ],
    "observability/logs": [("agent", "aws-for-fluent-bit"), ("aws", "logs")],
    "internet/way-out": [("out",)],
    "internet/objects": [("objects",)],
    "internet/images": [("aws", "ecr.api"), ("aws", "ecr.dkr"), ("objects",)],
    **{
        name: [("region",)]
        for name in ("scaling/readers", "secrets/keys", "state/state", "observability/alarms")
    },
    "dns/outside": [],
}


LEADS = {
    "argo-rollouts",
    "aws-for-fluent-bit",
    "aws-load-balancer-controller",
    "cluster-autoscaler",
    "descheduler",
    "ebs-csi-controller",
    "eks-pod-identity-agent",
    "external-dns",
    "external-secrets",
    "kube-prometheus-stack-kube-state-metrics",
    "kube-prometheus-stack-operator",
    "prometheus-kube-prometheus-stack-prometheus",
}
"""Pods that nobody calls through a Service, so that no shift keeps traffic from them."""


@dataclass
class Judge:
    """Says which paths hold after a failure.

    Attributes:
        world: The platform.
        domain: What fails.
    """

    world: World
    domain: Domain

    def __post_init__(self) -> None:
        self.known: dict[tuple[str, ...], bool] = {}
        self.left = self.world.after(self.domain)
        zone = self.world.zones.get(self.domain.name)
        if self.domain.kind is DomainKind.ZONE and self.domain.mode in (
            Mode.LOST,
            Mode.UNREACHABLE,
        ):
            zone = self.domain.name
        if self.domain.kind is DomainKind.RESOURCE and zone is None:
            zone = self._zone_of_table(self.domain.name)
        # Nobody asks on behalf of the zone that a resource of it took down.
        self.excused = zone if self.domain.kind in (DomainKind.ZONE, DomainKind.RESOURCE) else None

    def _zone_of_table(self, name: str) -> str | None:
        ahead = {
            self.world.zones[subnet]
            for association in self.world.flows.predecessors(name)
            for subnet in self.world.flows.predecessors(association)
        }
        return ahead.pop() if len(ahead) == 1 else None

    def holds(self, path: str) -> bool:
        """Return whether a path holds."""
        asked = ADDONS[path] if path in ADDONS else self._of_application(path)
        asks: dict[str, Callable[..., bool]] = {
            "pods": self._pods,
            "agent": lambda name: self._pods(name, agent=True),
            "api": self._kubernetes_api,
            "aws": self._aws,
            "out": self._out,
            "objects": self._objects,
            "clients": self._clients,
            "database": self._database,
            "region": lambda: self.domain.kind is not DomainKind.REGION,
        }
        for ask in asked:
            if ask not in self.known:
                kind, *rest = ask
                self.known[ask] = asks[kind](*rest)
        return all(self.known[ask] for ask in asked)

    def _of_application(self, path: str) -> list[tuple[str, ...]]:
        topic, name, *rest = path.split("/")
        own = ("pods", name)
        if topic == "requests":
            hosts = self.world.values(name).get("ingresses")
            way = [("region",), ("clients",), ("pods", "nginx-ingress-controller")]
            return [*way, own] if hosts else [("pods", "coredns"), own]
        if topic == "peers":
            return [own, ("pods", "coredns"), ("pods", rest[0])]
        return [own, ("pods", "coredns"), ("database", name)]

    def _shifted(self, pod: str, name: str) -> bool:
        """Return whether a zonal shift keeps traffic from a pod."""
        if self.domain.mode is not Mode.SHIFTED_AWAY or self.world.zones[pod] != self.domain.name:
            return False
        if name == "nginx-ingress-controller":
            return self._load_balancer_shifts()
        clusters = [block for _, _, block in self.world.all("aws_eks_cluster")]
        enabled = any(each.get("zonal_shift_config", {}).get("enabled") for each in clusters)
        return enabled and name not in LEADS

    def _load_balancer_shifts(self) -> bool:
        return any(
            "zonal_shift.config.enabled=true" in str(block["metadata"]["annotations"])
            for _, _, block in self.world.all("kubernetes_ingress_v1")
        )

    def _pods(self, name: str, *, agent: bool = False) -> bool:
        each = next((w for w in self.world.model.workloads if w.name == name), None)
        if each is None:
            return False
        ready = [
            pod
            for pod in self.left
            if pod.startswith(f"pod:{each.key}#")
            and not self._shifted(pod, name)
            and (not agent or self._agent_beside(pod))
        ]
        return len(ready) >= (max(each.budget.least, 1) if each.budget else 1)

    def _agent_beside(self, pod: str) -> bool:
        (node,) = [n for n in self.world.beside[pod] if n in self.world.cluster.nodes]
        agents = [p for p in self.left if "/eks-pod-identity-agent#" in p]
        return any(node in self.world.beside[each] for each in agents)

    def _node_subnets(self) -> list[str]:
        return [
            subnet
            for stack, _, block in self.world.all("aws_eks_node_group")
            for subnet in self.world.named(stack, block["subnet_ids"])
            if self.world.zones[subnet] != self.excused
        ]

    def _all(self, reach: Callable[[str], bool]) -> bool:
        """Return whether the subnets of all nodes reach something."""
        there = self.domain.kind is not DomainKind.REGION
        return there and all(map(reach, self._node_subnets()))

    def _out(self) -> bool:
        return self._all(lambda subnet: _reaches(self.left, subnet, INTERNET))

    def _objects(self) -> bool:
        # A NAT gateway sends nothing over an endpoint, so that one in the table of its own subnet
        # serves the others there:
        # https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
        own = _without_nat_gateways(self.left)
        return self._all(
            lambda subnet: _reaches(own, subnet, S3) or _reaches(self.left, subnet, INTERNET)
        )

    def _kubernetes_api(self) -> bool:
        return any(
            subnet in self.left
            for stack, _, block in self.world.all("aws_eks_cluster")
            for subnet in self.world.named(stack, block["vpc_config"]["subnet_ids"])
        )

    def _aws(self, service: str) -> bool:
        for stack, name, block in self.world.all("aws_vpc_endpoint"):
            named = block["service_name"].endswith(f".{service}")
            if named and block.get("vpc_endpoint_type") == "Interface":
                groups = [group for _, group, _ in self.world.all("aws_eks_node_group")]
                own = self.world.named(stack, block["security_group_ids"])
                admitted = self._admitted(groups, own, 443)
                return admitted and any(node.startswith(f"{name}#") for node in self.left)
        return self._out()

    def _admitted(self, node_groups: Iterable[str], own: list[str], port: int) -> bool:
        """Return whether the nodes of all node groups get in."""
        carried = map(self.world.carried_by, node_groups)
        return all(self.world.admits(own, each, port) for each in carried)

    def _under(self, name: str) -> set[str]:
        """Return the node groups on which the pods of a workload stand when all is well."""
        return {
            each
            for pod, beside in self.world.beside.items()
            if pod.startswith("pod:") and pod.rpartition("#")[0].endswith(f"/{name}")
            for each in beside
            if "aws_eks_node_group." in each
        }

    def _clients(self) -> bool:
        """Return whether clients reach a node of the load balancer: it reaches them.

        All of its nodes are named to clients, so that each has to be reached when all is well.
        """
        subnets = [
            subnet
            for stack, _, block in self.world.all("kubernetes_ingress_v1")
            for subnet in self.world.named(
                stack, block["metadata"]["annotations"]["alb.ingress.kubernetes.io/subnets"]
            )
        ]
        well = all(_is_public(self.world.flows, subnet) for subnet in subnets)
        for stack, _, block in self.world.all("kubernetes_ingress_v1"):
            own = self.world.named(stack, block["metadata"]["annotations"].get(_GROUPS, []))
            if own:
                nginx = map(self.world.carried_by, self._under("nginx-ingress-controller"))
                well &= self.world.admits(own, [], 443)
                well &= all(self.world.admits(carried, own, 80) for carried in nginx)
        return well and any(
            _is_public(self.left, subnet) and not self._node_shifted(subnet) for subnet in subnets
        )

    def _node_shifted(self, subnet: str) -> bool:
        away = self.domain.mode is Mode.SHIFTED_AWAY
        in_zone = self.world.zones[subnet] == self.domain.name
        return away and in_zone and self._load_balancer_shifts()

    def _database(self, application: str) -> bool:
        host = self.world.values(application)["database"]
        named = [n for n in self.world.named("k8s", host) if "aws_rds_cluster." in n]
        stated = self.world.block(named[0])["vpc_security_group_ids"]
        own = self.world.named(named[0].partition(":")[0], stated)
        admitted = self._admitted(self._under(application), own, 5432)
        return admitted and any(
            name in self.left and named[0] in self.world.named(stack, block["cluster_identifier"])
            for stack, name, block in self.world.all("aws_rds_cluster_instance")
        )


def _without_nat_gateways(flows: "nx.DiGraph[str]") -> "nx.DiGraph[str]":
    return flows.subgraph(name for name in flows if "aws_nat_gateway" not in name)


def _is_public(flows: "nx.DiGraph[str]", subnet: str) -> bool:
    """Return whether a subnet reaches the internet without a NAT gateway."""
    return _reaches(_without_nat_gateways(flows), subnet, INTERNET)


def _reaches(flows: "nx.DiGraph[str]", start: str, end: str) -> bool:
    return start in flows and end in flows and nx.has_path(flows, start, end)
