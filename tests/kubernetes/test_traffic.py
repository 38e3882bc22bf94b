"""Who may talk to whom: the network policies that the API server took, read as a whole."""

from collections import defaultdict
from typing import Any

import pytest

from tests.kubernetes.conftest import Inside

VPC, SERVICES = "10.10.0.0/16", "172.20.0.0/16"
ANYWHERE, AGENT = "0.0.0.0/0", "169.254.170.23/32"
DNS = ("kube-system/kube-dns", (53, 53))
EVERY_POD, METRICS_READER = "*", "monitoring"

# For each namespace of an addon: who calls its pods, and whom they call, on which ports.
CALLED_BY = {
    "nginx-ingress": {(VPC, (80,)), (METRICS_READER, (9113,))},
    "monitoring": {("monitoring", ()), (VPC, (10250,))},
    "external-secrets": {(VPC, (10250,)), (METRICS_READER, (8080,))},
    "descheduler": {(METRICS_READER, (10258,))},
    "external-dns": {(METRICS_READER, (7979,))},
    "argo-rollouts": {(METRICS_READER, (8090,))},
    "logging": {(METRICS_READER, (2020,))},
}
CALLS = {
    "nginx-ingress": {DNS, (VPC, (443,)), (SERVICES, (443,)), (EVERY_POD, ())},
    "monitoring": {
        DNS,
        (ANYWHERE, (443,)),
        (AGENT, (80,)),
        (EVERY_POD, ()),
        (VPC, (9100, 10250)),
    },
    "external-secrets": {DNS, (ANYWHERE, (443,)), (AGENT, (80,))},
    "descheduler": {(VPC, (443,)), (SERVICES, (443,))},
    "external-dns": {DNS, (ANYWHERE, (443,)), (AGENT, (80,))},
    "argo-rollouts": {DNS, (VPC, (443,)), (SERVICES, (443,)), (METRICS_READER, (9090,))},
    "logging": {DNS, (ANYWHERE, (443,)), (AGENT, (80,))},
}

Traffic = dict[str, set[tuple[str, tuple[int, ...]]]]


@pytest.fixture(scope="module")
def traffic(inside: Inside) -> tuple[Traffic, Traffic]:
    """Return who calls the pods of each namespace, and whom they call."""
    called_by: Traffic = defaultdict(set)
    calls: Traffic = defaultdict(set)
    for policy in inside.get("networkpolicies", "--all-namespaces")["items"]:
        namespace = policy["metadata"]["namespace"]
        for rule in policy["spec"].get("ingress", []):
            called_by[namespace] |= _sides(rule, "from", namespace)
        for rule in policy["spec"].get("egress", []):
            calls[namespace] |= _sides(rule, "to", namespace)
    return called_by, calls


def _sides(rule: Any, side: str, namespace: str) -> set[tuple[str, tuple[int, ...]]]:  # noqa: ANN401 - JSON
    ports = tuple(sorted(port["port"] for port in rule.get("ports", [])))
    return {(_name(peer, namespace), ports) for peer in rule[side]}


def _name(peer: Any, namespace: str) -> str:  # noqa: ANN401 - JSON
    if "ipBlock" in peer:
        return str(peer["ipBlock"]["cidr"])
    if "namespaceSelector" not in peer:
        return namespace
    selected = peer["namespaceSelector"].get("matchLabels", {})
    pods = peer.get("podSelector", {}).get("matchLabels", {})
    return "/".join([*selected.values(), *pods.values()]) or EVERY_POD


@pytest.mark.parametrize("namespace", CALLED_BY)
def test_addons_are_called_by_whom_they_serve_only(
    traffic: tuple[Traffic, Traffic], namespace: str
) -> None:
    called_by, _ = traffic
    assert called_by[namespace] == CALLED_BY[namespace]


@pytest.mark.parametrize("namespace", CALLS)
def test_addons_call_what_they_need_only(traffic: tuple[Traffic, Traffic], namespace: str) -> None:
    _, calls = traffic
    assert calls[namespace] == CALLS[namespace]


def test_nobody_calls_what_makes_the_databases_which_calls_the_database_only(
    traffic: tuple[Traffic, Traffic],
) -> None:
    called_by, calls = traffic
    assert called_by["database-provisioning"] == set()
    database = {(f"10.10.{number}.0/24", (5432,)) for number in (8, 9, 10)}
    assert calls["database-provisioning"] == {DNS, *database}


def test_the_frontend_is_called_from_outside_and_calls_the_backend(
    traffic: tuple[Traffic, Traffic],
) -> None:
    called_by, calls = traffic
    assert ("nginx-ingress/nginx-ingress", (8080,)) in called_by["frontend"]
    assert calls["frontend"] == {DNS, ("backend/backend", ())}


def test_the_backend_is_called_by_the_frontend_and_calls_its_database(
    traffic: tuple[Traffic, Traffic],
) -> None:
    called_by, calls = traffic
    assert ("frontend/frontend", (8080,)) in called_by["backend"]
    assert not any(peer.startswith("nginx-ingress") for peer, _ in called_by["backend"])
    database = {(f"10.10.{number}.0/24", (5432,)) for number in (8, 9, 10)}
    assert calls["backend"] == {DNS, (AGENT, (80,)), *database}
