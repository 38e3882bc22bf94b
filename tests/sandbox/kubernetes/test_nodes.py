import json
from typing import Any

import pytest

from sandbox.kubernetes import LocalControlPlane, components
from sandbox.kubernetes.nodes import REGION, ZONES


@pytest.fixture
def nodes(control_plane: LocalControlPlane) -> list[dict[str, Any]]:
    """Return the nodes of the control plane as its API shows them."""
    answer = control_plane.run("kubectl", "get", "nodes", "--output=json")
    items: list[dict[str, Any]] = json.loads(answer)["items"]
    return items


def test_every_group_has_nodes_in_every_zone(nodes: list[dict[str, Any]]) -> None:
    labels = [node["metadata"]["labels"] for node in nodes]

    assert {(item["node"], item["topology.kubernetes.io/zone"]) for item in labels} == {
        (group, zone) for group in ("apps", "infrastructure") for zone in ZONES
    }
    assert {item["topology.kubernetes.io/region"] for item in labels} == {REGION}


def test_every_node_is_ready_and_keeps_its_addresses(nodes: list[dict[str, Any]]) -> None:
    for node in nodes:
        conditions = {item["type"]: item["status"] for item in node["status"]["conditions"]}
        assert conditions["Ready"] == "True"
        assert {item["type"]: item["address"] for item in node["status"]["addresses"]} == {
            "InternalIP": "127.0.0.1",
            "Hostname": node["metadata"]["name"],
        }


def test_every_node_is_tainted_for_its_group_only(nodes: list[dict[str, Any]]) -> None:
    for node in nodes:
        group = node["metadata"]["labels"]["node"]
        assert node["spec"]["taints"] == [{"key": "node", "value": group, "effect": "NoSchedule"}]


def test_a_node_outlasts_any_test_on_a_machine_too_busy_to_renew_leases(
    pytestconfig: pytest.Config,
) -> None:
    flags = components.kube_controller_manager(port=0)

    for period in ("monitor", "startup"):
        (grace,) = [flag for flag in flags if flag.startswith(f"--node-{period}-grace-period=")]
        assert int(grace.partition("=")[2].removesuffix("s")) > float(
            pytestconfig.getini("timeout")
        )


def test_a_node_offers_less_than_its_capacity(nodes: list[dict[str, Any]]) -> None:
    for node in nodes:
        assert node["status"]["capacity"]["cpu"] == "2"
        assert node["status"]["allocatable"]["cpu"] == "1930m"
        assert node["status"]["allocatable"]["pods"] == "110"
