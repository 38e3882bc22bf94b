"""A small platform with its stacks, as tests of paths make it up.

It has three zones, each with its subnets, NAT gateway and nodes; a database of three instances; the
addons that requests need; and applications.
"""

from collections.abc import Iterable
from typing import Any

from config.room import Room
from resilience.model.cache import Cache
from resilience.model.graph import reference_graph
from resilience.model.platform import Model
from resilience.model.pods import Origin, Toleration, Workload
from terraform_json.types import Json
from tests.resilience.models import ZONES, model, workload

NETWORK = "data.terraform_remote_state.networking.outputs"
DATABASES = "data.terraform_remote_state.databases.outputs"
EVERY_TAINT = (Toleration(),)
CONTROLLERS = {
    "aws-load-balancer-controller": "aws-load-balancer-controller",
    "cluster-autoscaler": "cluster-autoscaler",
    "kube-prometheus-stack": "prometheus-kube-prometheus-stack-prometheus",
    "metrics-server": "metrics-server",
}
"""Releases whose pods no request passes, with the names of their workloads."""
ONLY_PROMETHEUS = "alertmanager: {enabled: false}\ngrafana: {enabled: false}\n"


def platform(*applications: str, changes: Iterable[Any] = (), **changed: Any) -> Model:  # noqa: ANN401 - of a field
    """Return the platform with its stacks.

    Args:
        applications: The names of its applications; `shop` has a host and calls `stock`, and
            `stock` has a database.
        changes: Functions that change the stacks in place.
        changed: Fields of the model that differ.
    """
    names = applications or ("shop", "stock")
    stacks = {"networking": networking(), "databases": databases(), "k8s": k8s(names)}
    for change in changes:
        change(stacks)
    references, unknowns = reference_graph(stacks, Cache(None))
    told: dict[str, Any] = {
        "stacks": stacks,
        "references": references,
        "unknowns": tuple(unknowns),
    }
    return model(*changed.pop("workloads", workloads(names)), **told | changed)


def networking() -> Json:
    """Return the stack `networking`."""
    return {
        "terraform": _state("networking"),
        "resource": {
            "aws_internet_gateway": {"out": {}},
            "aws_subnet": {
                f"{kind}_{zone}": {
                    "availability_zone": zone,
                    "cidr_block": f"10.0.{3 * index + place}.0/24",
                }
                for index, kind in enumerate(("public", "private", "database"))
                for place, zone in enumerate(ZONES)
            },
            "aws_route_table": {"public": {}, **{f"private_{zone}": {} for zone in ZONES}},
            "aws_route_table_association": {
                **{f"public_{zone}": _association(f"public_{zone}", "public") for zone in ZONES},
                **{
                    f"private_{zone}": _association(f"private_{zone}", f"private_{zone}")
                    for zone in ZONES
                },
            },
            "aws_route": {
                "public": _route("public", gateway_id="${aws_internet_gateway.out.id}"),
                **{
                    f"private_{zone}": _route(
                        f"private_{zone}", nat_gateway_id=f"${{aws_nat_gateway.{zone}.id}}"
                    )
                    for zone in ZONES
                },
            },
            "aws_eip": {zone: {"domain": "vpc"} for zone in ZONES},
            "aws_nat_gateway": {
                zone: {
                    "allocation_id": f"${{aws_eip.{zone}.allocation_id}}",
                    "subnet_id": f"${{aws_subnet.public_{zone}.id}}",
                }
                for zone in ZONES
            },
            "aws_vpc_endpoint": {
                "s3": {
                    "service_name": "com.amazonaws.eu-west-1.s3",
                    "vpc_endpoint_type": "Gateway",
                    "route_table_ids": [f"${{aws_route_table.private_{z}.id}}" for z in ZONES],
                },
                "eks-auth": {
                    "service_name": "com.amazonaws.eu-west-1.eks-auth",
                    "vpc_endpoint_type": "Interface",
                    "private_dns_enabled": True,
                    "subnet_ids": [f"${{aws_subnet.private_{zone}.id}}" for zone in ZONES],
                    "security_group_ids": ["${aws_security_group.endpoints.id}"],
                },
            },
            "aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}},
            "aws_security_group": {"endpoints": {}},
            "aws_vpc_security_group_ingress_rule": {
                "endpoints": _opened("endpoints", 443, cidr_ipv4="${aws_vpc.main.cidr_block}")
            },
            "aws_db_subnet_group": {
                "main": {"subnet_ids": [f"${{aws_subnet.database_{z}.id}}" for z in ZONES]}
            },
        },
        "output": {
            "private": {"value": {z: f"${{aws_subnet.private_{z}.id}}" for z in ZONES}},
            "private_subnet_ids": {"value": [f"${{aws_subnet.private_{z}.id}}" for z in ZONES]},
            "public_subnet_ids": {"value": [f"${{aws_subnet.public_{z}.id}}" for z in ZONES]},
            "database_subnet_group_name": {"value": "${aws_db_subnet_group.main.name}"},
        },
    }


def databases() -> Json:
    """Return the stack `databases`."""
    return {
        "terraform": _state("databases"),
        "data": {"terraform_remote_state": {"networking": _reads("networking")}},
        "resource": {
            "aws_rds_cluster": {
                "main": {
                    "db_subnet_group_name": f"${{{NETWORK}.database_subnet_group_name}}",
                    "engine": "aurora-postgresql",
                    "vpc_security_group_ids": ["${aws_security_group.database.id}"],
                }
            },
            "aws_security_group": {"database": {}},
            "aws_vpc_security_group_ingress_rule": {
                "database": _opened("database", 5432, cidr_ipv4="10.0.0.0/16")
            },
            "aws_rds_cluster_instance": {
                zone: {
                    "identifier": f"db-{zone}",
                    "availability_zone": zone,
                    "cluster_identifier": "${aws_rds_cluster.main.id}",
                    "promotion_tier": tier,
                }
                for tier, zone in enumerate(ZONES)
            },
        },
        "output": {"writer_endpoint": {"value": "${aws_rds_cluster.main.endpoint}"}},
    }


def k8s(applications: Iterable[str]) -> Json:
    """Return the stack `k8s`."""
    return {
        "terraform": _state("k8s"),
        "data": {
            "terraform_remote_state": {
                "networking": _reads("networking"),
                "databases": _reads("databases"),
            }
        },
        "resource": {
            "aws_eks_cluster": {
                "main": {
                    "vpc_config": {"subnet_ids": f"${{{NETWORK}.private_subnet_ids}}"},
                    "zonal_shift_config": {"enabled": True},
                }
            },
            "aws_eks_node_group": {
                f"{name}_{zone}": {"subnet_ids": [f'${{{NETWORK}.private["{zone}"]}}']}
                for name in ("apps", "infrastructure")
                for zone in ZONES
            },
            "aws_eks_addon": {
                "coredns": {"addon_name": "coredns"},
                "agent": {"addon_name": "eks-pod-identity-agent"},
                "vpc-cni": {"addon_name": "vpc-cni"},
                "kube-proxy": {"addon_name": "kube-proxy"},
            },
            "kubernetes_ingress_v1": {"main": _ingress()},
            "helm_release": {
                "nginx": {"name": "nginx-ingress", "values": []},
                "external-dns": {"name": "external-dns", "values": []},
                "external-secrets": {
                    "name": "external-secrets",
                    "values": ["webhook:\n  create: false\n"],
                },
                **{name: {"name": name, "values": [ONLY_PROMETHEUS]} for name in CONTROLLERS},
                **{name: _application(name) for name in applications},
            },
        },
    }


def workloads(applications: Iterable[str]) -> tuple[Workload, ...]:
    """Return the pods of the platform."""
    addons: dict[str, dict[str, Any]] = {
        "coredns": {"namespace": "kube-system", "release": "aws_eks_addon.coredns"},
        "nginx-ingress-controller": {
            "namespace": "nginx-ingress",
            "release": "helm_release.nginx",
        },
        "external-dns": {"release": "helm_release.external-dns", "replicas": 1, "budget": None},
        "external-secrets": {
            "release": "helm_release.external-secrets",
            "replicas": 2,
            "budget": None,
        },
    }
    return (
        *(workload(name, "infrastructure", **told) for name, told in addons.items()),
        *(
            workload(name, "infrastructure", release=f"helm_release.{release}")
            for release, name in CONTROLLERS.items()
        ),
        agent(),
        agent(name="aws-node", release="aws_eks_addon.vpc-cni"),
        agent(name="kube-proxy", release="aws_eks_addon.kube-proxy"),
        *(workload(name) for name in applications),
    )


def agent(
    *, name: str = "eks-pod-identity-agent", release: str = "aws_eks_addon.agent"
) -> Workload:
    """Return a DaemonSet of EKS's own, such as the Pod Identity agent."""
    return workload(
        name,
        kind="DaemonSet",
        namespace="kube-system",
        release=release,
        origin=Origin.AWS,
        replicas=0,
        max_replicas=0,
        each=Room(pods=1),
        node_labels={},
        tolerations=EVERY_TAINT,
        spreads=(),
        prefers_apart=(),
        budget=None,
    )


def _application(name: str) -> Json:
    calls = "[stock]" if name == "shop" else "[]"
    texts = [f"peers:\n  calls: {calls}\n  calledBy: []\n"]
    if name == "shop":
        texts.append("ingresses:\n- host: shop.example.com\n")
    if name == "stock":
        texts.append(f'database:\n  host: "${{{DATABASES}.writer_endpoint}}"\n')
    return {"name": name, "values": texts}


def _ingress() -> Json:
    return {
        "metadata": {
            "annotations": {
                "alb.ingress.kubernetes.io/scheme": "internet-facing",
                "alb.ingress.kubernetes.io/subnets": f'${{join(",", {NETWORK}.public_subnet_ids)}}',
                "alb.ingress.kubernetes.io/load-balancer-attributes": (
                    "idle_timeout.timeout_seconds=60,zonal_shift.config.enabled=true"
                ),
            }
        },
        "spec": {"ingress_class_name": "alb"},
    }


def _association(subnet: str, table: str) -> Json:
    return {
        "subnet_id": f"${{aws_subnet.{subnet}.id}}",
        "route_table_id": f"${{aws_route_table.{table}.id}}",
    }


def _opened(group: str, port: int, **source: str) -> Json:
    return {
        "security_group_id": f"${{aws_security_group.{group}.id}}",
        "ip_protocol": "tcp",
        "from_port": port,
        "to_port": port,
        **source,
    }


def _route(table: str, **target: str) -> Json:
    return {
        "destination_cidr_block": "0.0.0.0/0",
        "route_table_id": f"${{aws_route_table.{table}.id}}",
        **target,
    }


def _state(name: str) -> Json:
    return {"backend": {"s3": {"bucket": "state", "key": name, "dynamodb_table": "locks"}}}


def _reads(name: str) -> Json:
    return {"backend": "s3", "config": {"bucket": "state", "key": name}}
