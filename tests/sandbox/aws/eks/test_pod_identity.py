"""EKS Pod Identity associations."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

Client = Any

ONE, OTHER = (f"arn:aws:iam::111122223333:role/{name}" for name in ("one", "other"))
GIVEN: dict[str, Any] = {
    "namespace": "orders",
    "serviceAccount": "api",
    "roleArn": ONE,
    "tags": {"Owner": "team"},
}


@pytest.fixture
def association(eks: Client, cluster: str) -> dict[str, str]:
    """Return what names an association."""
    made = eks.create_pod_identity_association(clusterName=cluster, **GIVEN)["association"]
    return {"clusterName": cluster, "associationId": made["associationId"]}


def described(eks: Client, association: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = eks.describe_pod_identity_association(**association)["association"]
    return found


@pytest.mark.parametrize("key", GIVEN)
def test_an_association_keeps_what_it_is_made_with(
    eks: Client, association: dict[str, str], key: str
) -> None:
    assert described(eks, association)[key] == GIVEN[key]


def test_an_association_has_an_id_and_an_arn_that_ends_in_it(
    eks: Client, cluster: str, association: dict[str, str]
) -> None:
    found = described(eks, association)
    owner = "arn:aws:eks:eu-west-1:111122223333:podidentityassociation"
    assert found["associationId"].startswith("a-")
    assert found["associationArn"] == f"{owner}/{cluster}/{found['associationId']}"


def test_an_association_gives_another_role(eks: Client, association: dict[str, str]) -> None:
    before = described(eks, association)
    after = eks.update_pod_identity_association(**association, roleArn=OTHER)["association"]
    assert after == before | {"roleArn": OTHER, "modifiedAt": after["modifiedAt"]}


def test_a_deleted_association_is_gone(eks: Client, association: dict[str, str]) -> None:
    deleted = eks.delete_pod_identity_association(**association)["association"]
    assert deleted["associationId"] == association["associationId"]
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        described(eks, association)


@pytest.mark.usefixtures("association")
def test_a_second_role_for_a_service_account_is_refused(eks: Client, cluster: str) -> None:
    with pytest.raises(ClientError, match="ResourceInUseException"):
        eks.create_pod_identity_association(clusterName=cluster, **GIVEN | {"roleArn": OTHER})


@pytest.mark.usefixtures("association")
@pytest.mark.parametrize("other", [{"namespace": "cart"}, {"serviceAccount": "worker"}])
def test_another_service_account_has_a_role_of_its_own(
    eks: Client, cluster: str, other: dict[str, str]
) -> None:
    made = eks.create_pod_identity_association(clusterName=cluster, **GIVEN | other)
    assert made["association"]["roleArn"] == ONE


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({}, 1),
        ({"namespace": "orders"}, 1),
        ({"namespace": "cart"}, 0),
        ({"namespace": "orders", "serviceAccount": "worker"}, 0),
    ],
)
@pytest.mark.usefixtures("association")
def test_associations_are_listed_by_what_is_asked_for(
    eks: Client, cluster: str, wanted: dict[str, str], count: int
) -> None:
    found = eks.list_pod_identity_associations(clusterName=cluster, **wanted)["associations"]
    assert len(found) == count
