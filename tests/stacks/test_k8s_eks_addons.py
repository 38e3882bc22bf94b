import json
from collections.abc import Callable

import pytest

from terraform_json.types import Json
from tests.stacks.synthesized import of

Cluster = Callable[..., Json]

ANYWHERE = [{"operator": "Exists"}]
INFRASTRUCTURE = [
    {"key": "node", "operator": "Equal", "value": "infrastructure", "effect": "NoSchedule"}
]


@pytest.fixture
def configurations(cluster: Cluster) -> dict[str, Json]:
    """Return how each of EKS's addons is configured, by its name."""
    return {
        addon["addon_name"]: json.loads(addon.get("configuration_values", "{}"))
        for addon in of(cluster(), "aws_eks_addon")
    }


def test_network_policies_are_enforced(configurations: dict[str, Json]) -> None:
    assert configurations["vpc-cni"]["enableNetworkPolicy"] == "true"


def test_addresses_come_in_prefixes_as_the_subnets_were_checked_for(
    configurations: dict[str, Json],
) -> None:
    env = configurations["vpc-cni"]["env"]
    assert (env["ENABLE_PREFIX_DELEGATION"], env["WARM_PREFIX_TARGET"]) == ("true", "1")


def test_policies_learn_a_new_pods_address_at_once_and_tell_what_they_denied(
    configurations: dict[str, Json],
) -> None:
    vpc_cni = configurations["vpc-cni"]
    assert vpc_cni["env"]["ANNOTATE_POD_IP"] == "true"
    assert vpc_cni["nodeAgent"] == {"enablePolicyEventLogs": "true"}


def test_what_every_node_needs_runs_on_every_node(configurations: dict[str, Json]) -> None:
    assert configurations["vpc-cni"]["tolerations"] == ANYWHERE
    assert configurations["eks-pod-identity-agent"]["tolerations"] == ANYWHERE
    assert configurations["aws-ebs-csi-driver"]["node"] == {"tolerateAllTaints": True}
    assert configurations["eks-node-monitoring-agent"]["nodeAgent"]["tolerations"] == ANYWHERE


def test_controllers_run_on_nodes_for_infrastructure(configurations: dict[str, Json]) -> None:
    controllers = configurations["coredns"], configurations["aws-ebs-csi-driver"]["controller"]
    for controller in controllers:
        assert controller["nodeSelector"] == {"node": "infrastructure"}
        assert controller["tolerations"] == INFRASTRUCTURE


@pytest.mark.parametrize(
    ("name", "path", "labels"),
    [
        ("coredns", (), {"k8s-app": "kube-dns"}),
        ("aws-ebs-csi-driver", ("controller",), {"app": "ebs-csi-controller"}),
    ],
)
def test_controllers_are_spread_over_zones(
    configurations: dict[str, Json], name: str, path: tuple[str, ...], labels: Json
) -> None:
    configuration = configurations[name]
    for key in path:
        configuration = configuration[key]
    (constraint,) = configuration["topologySpreadConstraints"]
    assert constraint["topologyKey"] == "topology.kubernetes.io/zone"
    assert constraint["labelSelector"] == {"matchLabels": labels}


def test_names_are_resolved_in_every_zone_and_a_drain_takes_one_pod_at_a_time(
    configurations: dict[str, Json],
) -> None:
    coredns = configurations["coredns"]
    assert coredns["autoScaling"] == {"enabled": True, "minReplicas": 3, "maxReplicas": 10}
    assert coredns["podDisruptionBudget"] == {"enabled": True, "maxUnavailable": 1}


def test_volumes_are_attached_while_one_of_two_controllers_is_away(
    configurations: dict[str, Json],
) -> None:
    assert configurations["aws-ebs-csi-driver"]["controller"]["replicaCount"] == 2
