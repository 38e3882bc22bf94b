import json
from typing import Any

import pytest

from config.aws.kubernetes_versions import EksAddonName
from config.room import Room
from resilience.model.eks_addons import eks_addons
from resilience.model.manifests import Manifests
from resilience.model.platform import Unknown
from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Budget, Origin, Workload
from resilience.model.priorities import Priorities
from resilience.model.workloads import Workloads


def read(name: str, **configuration: object) -> list[Manifests | Unknown]:
    block: dict[str, Any] = {"addon_name": name}
    if configuration:
        block["configuration_values"] = json.dumps(configuration)
    return list(eks_addons({"k8s": {"resource": {"aws_eks_addon": {"one": block}}}}))


def workloads(name: str, **configuration: object) -> dict[str, Workload]:
    """Return the workloads of an addon, by their names."""
    sources = [each for each in read(name, **configuration) if isinstance(each, Manifests)]
    found = Workloads(sources, Priorities({}, []), [])
    assert found.unknowns == []
    return {each.name: each for each in found.found}


def coredns(**configuration: object) -> Workload:
    return workloads("coredns", **configuration)["coredns"]


def ebs(**controller: object) -> Workload:
    return workloads("aws-ebs-csi-driver", controller=controller)["ebs-csi-controller"]


@pytest.mark.parametrize("name", EksAddonName)
def test_the_pods_of_each_addon_of_the_platform_are_known(name: str) -> None:
    assert [each for each in read(name) if isinstance(each, Unknown)] == []


def test_the_pods_of_another_addon_are_not() -> None:
    (unknown,) = read("aws-efs-csi-driver")
    assert isinstance(unknown, Unknown)
    assert unknown.subject == "k8s:aws_eks_addon.one"
    assert unknown.problem == "the pods of aws-efs-csi-driver are not known"


def test_an_addon_belongs_to_the_resource_that_makes_it() -> None:
    found = coredns()
    assert found.release == "aws_eks_addon.one"
    assert found.origin is Origin.AWS
    assert found.key == "kube-system/Deployment/coredns"


def test_coredns_is_as_it_is_configured() -> None:
    spread = {"topologyKey": ZONE_LABEL, "labelSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}
    found = coredns(
        nodeSelector={"node": "infrastructure"},
        tolerations=[{"operator": "Exists"}],
        autoScaling={"enabled": True, "minReplicas": 3, "maxReplicas": 7},
        podDisruptionBudget={"enabled": True, "minAvailable": 1},
        topologySpreadConstraints=[spread],
    )
    assert (found.replicas, found.max_replicas) == (3, 7)
    assert found.node_labels == {"node": frozenset({"infrastructure"})}
    assert found.tolerations[0].key is None
    assert found.budget == Budget(name="coredns", least=1)
    assert [each.key for each in found.spreads] == [ZONE_LABEL]


def test_other_resources_are_no_addons() -> None:
    cluster = {"aws_eks_cluster": {"one": {"name": "platform"}}}
    assert list(eks_addons({"k8s": {"resource": cluster}})) == []


def test_the_pods_of_controllers_ask_for_what_is_published() -> None:
    assert coredns().each == Room(millicores=100, memory_mib=70, pods=1)
    assert ebs().each == Room(millicores=60, memory_mib=232, pods=1)


def test_the_pods_on_every_node_ask_for_what_is_published() -> None:
    found = workloads("aws-ebs-csi-driver")["ebs-csi-node"]
    assert found.each == Room(millicores=30, memory_mib=104, pods=1)


def test_a_rollout_of_controllers_may_lack_a_pod() -> None:
    of_dns, of_volumes = coredns(replicaCount=8), ebs(replicaCount=8)
    assert (of_dns.max_surge, of_dns.max_unavailable) == (2, 1)
    assert (of_volumes.max_surge, of_volumes.max_unavailable) == (2, 1)


def test_coredns_is_else_as_aws_makes_it() -> None:
    found = coredns()
    assert (found.replicas, found.max_replicas) == (2, 2)
    assert found.budget == Budget(name="coredns", least=1)
    assert found.prefers_apart == (HOST_LABEL,)
    assert found.priority == 2_000_000_000


def test_the_number_of_coredns_may_be_fixed() -> None:
    assert coredns(replicaCount=5, autoScaling={"enabled": False}).replicas == 5


def test_coredns_may_have_no_budget() -> None:
    assert coredns(podDisruptionBudget={"enabled": False}).budget is None


@pytest.mark.parametrize(("replicas", "least"), [(2, 1), (4, 2)])
def test_the_budget_of_the_volumes_controller_follows_its_number(replicas: int, least: int) -> None:
    found = ebs(replicaCount=replicas)
    assert found.replicas == replicas
    assert found.budget == Budget(name="ebs-csi-controller", least=least)


def test_the_budget_of_the_volumes_controller_may_be_configured() -> None:
    told = {"maxUnavailable": 3, "unhealthyPodEvictionPolicy": "AlwaysAllow"}
    found = ebs(replicaCount=4, podDisruptionBudget=told)
    assert found.budget == Budget(name="ebs-csi-controller", least=1, evicts_unhealthy=True)


def test_the_volumes_controller_may_have_no_budget() -> None:
    assert ebs(podDisruptionBudget={"enabled": False}).budget is None


def test_an_affinity_that_is_configured_takes_the_place_of_the_usual_one() -> None:
    assert ebs(affinity={}).prefers_apart == ()


@pytest.mark.parametrize(
    ("name", "daemon_set"),
    [
        ("vpc-cni", "aws-node"),
        ("kube-proxy", "kube-proxy"),
        ("eks-pod-identity-agent", "eks-pod-identity-agent"),
        ("eks-node-monitoring-agent", "eks-node-monitoring-agent"),
        ("aws-ebs-csi-driver", "ebs-csi-node"),
    ],
)
def test_what_runs_on_every_node_is_a_daemon_set(name: str, daemon_set: str) -> None:
    found = workloads(name)[daemon_set]
    assert found.every_node
    assert found.priority == 2_000_001_000


SOME = [{"key": "node", "operator": "Exists"}]


@pytest.mark.parametrize(
    ("name", "configuration", "key"),
    [
        ("vpc-cni", {}, None),
        ("vpc-cni", {"tolerations": SOME}, "node"),
        ("eks-node-monitoring-agent", {"nodeAgent": {"tolerations": SOME}}, "node"),
        ("aws-ebs-csi-driver", {"node": {"tolerateAllTaints": True}}, None),
        ("aws-ebs-csi-driver", {"node": {"tolerations": SOME}}, "node"),
    ],
)
def test_it_tolerates_what_it_is_configured_to(
    name: str, configuration: dict[str, Any], key: str | None
) -> None:
    (found,) = [each for each in workloads(name, **configuration).values() if each.every_node]
    assert found.tolerations[0].key == key


@pytest.mark.parametrize("written", ["{", "[]", "${var.values}", '{"autoScaling": "on"}'])
def test_configuration_that_cannot_be_read_leaves_the_pods_unknown(written: str) -> None:
    block = {"addon_name": "coredns", "configuration_values": written}
    (unknown,) = eks_addons({"k8s": {"resource": {"aws_eks_addon": {"one": block}}}})
    assert isinstance(unknown, Unknown)
    assert unknown.problem.startswith(
        "the pods of coredns are not known, as its configuration_values cannot be read: "
    )
