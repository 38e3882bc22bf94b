"""EKS addons, and the roles of their service accounts."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

Client = Any

GIVEN: dict[str, Any] = {
    "addonVersion": "v1.20.4-eksbuild.1",
    "configurationValues": '{"replicaCount": 3}',
    "serviceAccountRoleArn": "arn:aws:iam::111122223333:role/one",
    "tags": {"Owner": "team"},
}
ONE, OTHER = (f"arn:aws:iam::111122223333:role/{name}" for name in ("one", "other"))
ACCOUNT = "ebs-csi-controller-sa"


@pytest.fixture
def addon(eks: Client, cluster: str) -> dict[str, str]:
    """Return what names an addon that has everything."""
    named = {"clusterName": cluster, "addonName": "addon"}
    association = {"serviceAccount": ACCOUNT, "roleArn": ONE}
    eks.create_addon(**named, **GIVEN, podIdentityAssociations=[association])
    return named


def described(eks: Client, addon: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = eks.describe_addon(**addon)["addon"]
    return found


def roles(eks: Client, cluster: str) -> dict[str, str]:
    """Return the role that Pod Identity gives each service account."""
    listed = eks.list_pod_identity_associations(clusterName=cluster)["associations"]
    shown = [
        eks.describe_pod_identity_association(
            clusterName=cluster, associationId=one["associationId"]
        )["association"]
        for one in listed
    ]
    return {f"{one['namespace']}/{one['serviceAccount']}": one["roleArn"] for one in shown}


@pytest.mark.parametrize("key", GIVEN)
def test_an_addon_keeps_what_it_is_made_with(eks: Client, addon: dict[str, str], key: str) -> None:
    assert described(eks, addon)[key] == GIVEN[key]


def test_an_addon_is_active_and_healthy_at_once(eks: Client, addon: dict[str, str]) -> None:
    found = described(eks, addon)
    assert (found["status"], found["health"]) == ("ACTIVE", {"issues": []})


def test_an_addon_has_an_arn_of_its_own(eks: Client, cluster: str, addon: dict[str, str]) -> None:
    arn = described(eks, addon)["addonArn"]
    assert arn.startswith(f"arn:aws:eks:eu-west-1:111122223333:addon/{cluster}/addon/")


def test_the_addons_of_a_cluster_are_listed(
    eks: Client, cluster: str, addon: dict[str, str]
) -> None:
    assert eks.list_addons(clusterName=cluster)["addons"] == [addon["addonName"]]


@pytest.mark.parametrize("key", ["addonVersion", "configurationValues", "serviceAccountRoleArn"])
def test_an_addon_changes_in_place(eks: Client, addon: dict[str, str], key: str) -> None:
    before = described(eks, addon)
    update = eks.update_addon(**addon, **{key: "other"})["update"]
    after = described(eks, addon)
    assert update["type"] == "AddonUpdate"
    assert after == before | {key: "other", "modifiedAt": after["modifiedAt"]}


def test_a_removed_addon_is_gone(eks: Client, addon: dict[str, str]) -> None:
    assert eks.delete_addon(**addon)["addon"]["addonName"] == addon["addonName"]
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        eks.describe_addon(**addon)


@pytest.mark.usefixtures("addon")
def test_the_service_account_of_an_addon_gets_a_role(eks: Client, cluster: str) -> None:
    assert roles(eks, cluster) == {f"kube-system/{ACCOUNT}": ONE}


def test_an_addon_names_its_associations_and_they_name_it(
    eks: Client, cluster: str, addon: dict[str, str]
) -> None:
    shown = described(eks, addon)
    (listed,) = eks.list_pod_identity_associations(clusterName=cluster)["associations"]
    assert shown["podIdentityAssociations"] == [listed["associationArn"]]
    assert listed["ownerArn"] == shown["addonArn"]


def test_a_change_of_the_role_replaces_it(eks: Client, cluster: str, addon: dict[str, str]) -> None:
    association = {"serviceAccount": ACCOUNT, "roleArn": OTHER}
    eks.update_addon(**addon, podIdentityAssociations=[association])
    assert roles(eks, cluster) == {f"kube-system/{ACCOUNT}": OTHER}


def test_an_update_with_no_associations_takes_them_away(
    eks: Client, cluster: str, addon: dict[str, str]
) -> None:
    eks.update_addon(**addon, podIdentityAssociations=[])
    assert roles(eks, cluster) == {}
    assert described(eks, addon)["podIdentityAssociations"] == []


def test_the_roles_of_an_addon_go_with_it(eks: Client, cluster: str, addon: dict[str, str]) -> None:
    eks.delete_addon(**addon)
    assert roles(eks, cluster) == {}
