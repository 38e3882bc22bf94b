"""What all that belongs to a cluster has in common."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Client = Any

ROLE = "arn:aws:iam::111122223333:role/one"
# How each is made, shown, deleted and listed.
ADDON = {"addonName": "addon"}
ENTRY = {"principalArn": ROLE}
ASSOCIATION = {"namespace": "orders", "serviceAccount": "api", "roleArn": ROLE}
MADE = {"addon": ADDON, "access_entry": ENTRY, "pod_identity_association": ASSOCIATION}
UNKNOWN = {
    "addon": {"addonName": "none"},
    "access_entry": {"principalArn": "none"},
    "pod_identity_association": {"associationId": "none"},
}
LISTED = {
    "addon": "list_addons",
    "access_entry": "list_access_entries",
    "pod_identity_association": "list_pod_identity_associations",
}

kinds = pytest.mark.parametrize("kind", MADE)


def action(eks: Client, verb: str, kind: str) -> Callable[..., dict[str, Any]]:
    found: Callable[..., dict[str, Any]] = getattr(eks, f"{verb}_{kind}")
    return found


def code_of(raised: pytest.ExceptionInfo[ClientError]) -> str:
    code: str = raised.value.response["Error"]["Code"]
    return code


@kinds
def test_it_says_whose_it_is_and_since_when(eks: Client, cluster: str, kind: str) -> None:
    (made,) = (
        answer
        for key, answer in action(eks, "create", kind)(clusterName=cluster, **MADE[kind]).items()
        if key != "ResponseMetadata"
    )
    assert made["clusterName"] == cluster
    assert made["createdAt"] == made["modifiedAt"]


@kinds
def test_a_second_one_is_refused(eks: Client, cluster: str, kind: str) -> None:
    create = action(eks, "create", kind)
    create(clusterName=cluster, **MADE[kind])
    with pytest.raises(ClientError, match=" already") as raised:
        create(clusterName=cluster, **MADE[kind])
    assert code_of(raised) == "ResourceInUseException"


@kinds
@pytest.mark.parametrize("verb", ["describe", "update", "delete"])
def test_an_unknown_one_is_not_found(eks: Client, cluster: str, kind: str, verb: str) -> None:
    with pytest.raises(ClientError, match=f"The cluster {cluster} has no .* none") as raised:
        action(eks, verb, kind)(clusterName=cluster, **UNKNOWN[kind])
    assert code_of(raised) == "ResourceNotFoundException"


@kinds
def test_one_of_an_unknown_cluster_is_refused(eks: Client, kind: str) -> None:
    with pytest.raises(ClientError) as raised:
        action(eks, "create", kind)(clusterName="none", **MADE[kind])
    assert code_of(raised) == "ResourceNotFoundException"


@kinds
def test_it_goes_with_its_cluster(eks: Client, subnets: list[str], kind: str) -> None:
    cluster = {"name": "again", "roleArn": ROLE, "resourcesVpcConfig": {"subnetIds": subnets}}
    eks.create_cluster(**cluster)
    action(eks, "create", kind)(clusterName="again", **MADE[kind])
    eks.delete_cluster(name="again")
    eks.create_cluster(**cluster)
    listed = getattr(eks, LISTED[kind])(clusterName="again")
    eks.delete_cluster(name="again")
    assert [listed[key] for key in listed if key != "ResponseMetadata"] == [[]]
