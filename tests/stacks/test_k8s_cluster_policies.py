"""What holds for the whole cluster: what is destroyed after what, and who waits for an identity."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from config.kubernetes_names import IDENTITY_LABELS, VOLUMES_NAMESPACE
from constructs.kubernetes.cluster_policies import NAME
from terraform_json.order import closure, needs
from terraform_json.stack import resources
from terraform_json.types import Json
from tests.fixtures import cert_manager
from tests.stacks.synthesized import addresses, of
from tests.stacks.test_k8s_addons import ACCOUNTS, address, reached, releases
from tests.stacks.test_k8s_apps import READ, application

Cluster = Callable[..., Json]


def volumes(data: Json) -> str:
    """Return the address of the namespace that ends after the volumes."""
    (found,) = [
        each
        for each in addresses(data, "kubernetes_namespace_v1")
        if resources(data)[each]["metadata"]["name"] == VOLUMES_NAMESPACE
    ]
    return found


def held(data: Json) -> set[str]:
    """Return the service accounts whose pods wait for an identity, each after its namespace."""
    (text,) = releases(data)[NAME]["values"]
    metadata = [each["metadata"] for each in of(data, "kubernetes_namespace_v1")]
    labelled = {
        f"{each['name']}/{label.removeprefix(IDENTITY_LABELS)}"
        for each in metadata
        for label in each["labels"]
        if label.startswith(IDENTITY_LABELS)
    }
    return labelled.union(yaml.safe_load(text)["podIdentity"]["serviceAccounts"])


def test_all_that_may_have_a_volume_is_destroyed_before_volumes_are_waited_for(
    cluster: Cluster,
) -> None:
    data = cluster(applications=[application("shop", database=True)])
    namespace = volumes(data)
    before = {namespace, address(data, "helm_release", name=NAME)}
    needed = needs(data)
    inside = {a for a in resources(data) if a.startswith(("helm_", "kubernetes_"))}
    own = {each for each in inside if f"_{VOLUMES_NAMESPACE}_" in each}
    assert {a for a in inside - before - own if namespace not in closure(needed, [a])} == set()


def test_volumes_have_as_long_to_go_as_their_driver_may_take(cluster: Cluster) -> None:
    data = cluster()
    assert resources(data)[volumes(data)]["timeouts"] == {"delete": "15m"}


@pytest.mark.parametrize(
    "what",
    [
        {"kind": "helm_release", "name": NAME},
        {"kind": "aws_eks_addon", "addon_name": "aws-ebs-csi-driver"},
        {"kind": "aws_eks_addon", "addon_name": "eks-pod-identity-agent"},
        {
            "kind": "aws_eks_pod_identity_association",
            "service_account": "ebs-csi-controller-sa",
        },
    ],
    ids=lambda what: "-".join(what.values()),
)
def test_what_deletes_volumes_is_destroyed_after_they_are_gone(
    cluster: Cluster, what: dict[str, str]
) -> None:
    data = cluster()
    assert address(data, **what) in reached(data, volumes(data))


def test_nodes_are_destroyed_after_the_volumes_are_gone(cluster: Cluster) -> None:
    data = cluster()
    groups = {a for a in resources(data) if a.startswith("aws_eks_node_group.")}
    assert len(groups) > 1
    assert groups <= reached(data, volumes(data))


def test_pods_with_rights_in_aws_wait_for_their_identity(cluster: Cluster) -> None:
    shop, site = application("shop", statements=(READ,)), application("site", database=True)
    data = cluster(applications=[shop, site, application("plain")])
    assert held(data) == {*ACCOUNTS.values(), "shop/shop", "site/site"}
    associated = {
        f"{each['namespace']}/{each['service_account']}"
        for each in of(data, "aws_eks_pod_identity_association")
    }
    # EKS's own addons have theirs minutes before the nodes that run them.
    assert associated - held(data) == {
        "kube-system/aws-node",
        "kube-system/ebs-csi-controller-sa",
    }


def test_nobody_waits_for_the_identity_of_an_addon_that_is_switched_off(cluster: Cluster) -> None:
    off = {name: {"enabled": False} for name in ("external-dns", "cluster-autoscaler")}
    gone = {ACCOUNTS[name] for name in off}
    assert held(cluster(addons={"releases": off})) == {*ACCOUNTS.values()} - gone


def test_pods_of_an_addon_of_the_owners_wait_for_their_identity(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: Cluster
) -> None:
    monkeypatch.chdir(cert_manager.make_checkout(tmp_path / "checkout"))
    assert held(cluster()) == {*ACCOUNTS.values(), "cert-manager/cert-manager"}
