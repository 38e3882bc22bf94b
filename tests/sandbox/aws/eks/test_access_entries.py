"""Access entries and their policies."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

Client = Any

PRINCIPAL = "arn:aws:iam::111122223333:role/path/deploy"
POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
EVERYWHERE = {"type": "cluster", "namespaces": []}
ORDERS = {"type": "namespace", "namespaces": ["orders"]}
GIVEN: dict[str, Any] = {
    "kubernetesGroups": ["viewers"],
    "tags": {"Owner": "team"},
    "type": "EC2",
    "username": "deploy",
}


@pytest.fixture
def entry(eks: Client, cluster: str) -> dict[str, str]:
    """Return what names an entry of which nothing is said."""
    named = {"clusterName": cluster, "principalArn": PRINCIPAL}
    eks.create_access_entry(**named)
    return named


def described(eks: Client, entry: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = eks.describe_access_entry(**entry)["accessEntry"]
    return found


def policies(eks: Client, entry: dict[str, str]) -> dict[str, Any]:
    """Return where each policy of an entry holds."""
    found = eks.list_associated_access_policies(**entry)
    assert (found["clusterName"], found["principalArn"]) == tuple(entry.values())
    return {one["policyArn"]: one["accessScope"] for one in found["associatedAccessPolicies"]}


@pytest.mark.parametrize("key", GIVEN)
def test_an_entry_keeps_what_it_is_made_with(eks: Client, cluster: str, key: str) -> None:
    made = eks.create_access_entry(clusterName=cluster, principalArn=PRINCIPAL, **GIVEN)
    assert made["accessEntry"][key] == GIVEN[key]


@pytest.mark.parametrize(
    ("key", "default"),
    [
        ("kubernetesGroups", []),
        ("principalArn", PRINCIPAL),
        ("tags", {}),
        ("type", "STANDARD"),
        ("username", PRINCIPAL),
    ],
)
def test_an_entry_of_which_nothing_is_said_is_as_aws_makes_it(
    eks: Client, entry: dict[str, str], key: str, default: object
) -> None:
    assert described(eks, entry)[key] == default


def test_an_entry_has_an_arn_of_its_own(eks: Client, cluster: str, entry: dict[str, str]) -> None:
    owner = "arn:aws:eks:eu-west-1:111122223333:access-entry"
    arn = described(eks, entry)["accessEntryArn"]
    assert arn.startswith(f"{owner}/{cluster}/role/111122223333/deploy/")


def test_the_principals_of_a_cluster_are_listed(
    eks: Client, cluster: str, entry: dict[str, str]
) -> None:
    found = eks.list_access_entries(clusterName=cluster)["accessEntries"]
    assert found == [entry["principalArn"]]


@pytest.mark.parametrize("change", [{"kubernetesGroups": ["a", "b"]}, {"username": "other"}])
def test_an_entry_changes_in_place(
    eks: Client, entry: dict[str, str], change: dict[str, Any]
) -> None:
    before = described(eks, entry)
    after = eks.update_access_entry(**entry, **change)["accessEntry"]
    assert after == before | change | {"modifiedAt": after["modifiedAt"]}


def test_an_entry_has_no_policy_at_first(eks: Client, entry: dict[str, str]) -> None:
    assert policies(eks, entry) == {}


@pytest.mark.parametrize("scope", [EVERYWHERE, ORDERS])
def test_a_policy_holds_where_it_is_said_to(
    eks: Client, entry: dict[str, str], scope: dict[str, Any]
) -> None:
    made = eks.associate_access_policy(**entry, policyArn=POLICY, accessScope=scope)
    assert made["associatedAccessPolicy"]["accessScope"] == scope
    assert (made["clusterName"], made["principalArn"]) == tuple(entry.values())
    assert policies(eks, entry) == {POLICY: scope}


def test_a_policy_that_is_given_again_holds_where_it_is_said_last(
    eks: Client, entry: dict[str, str]
) -> None:
    eks.associate_access_policy(**entry, policyArn=POLICY, accessScope=EVERYWHERE)
    eks.associate_access_policy(**entry, policyArn=POLICY, accessScope=ORDERS)
    assert policies(eks, entry) == {POLICY: ORDERS}


def test_a_policy_is_taken_away(eks: Client, entry: dict[str, str]) -> None:
    eks.associate_access_policy(**entry, policyArn=POLICY, accessScope=EVERYWHERE)
    eks.disassociate_access_policy(**entry, policyArn=POLICY)
    assert policies(eks, entry) == {}


def test_a_policy_that_an_entry_does_not_have_is_not_found(
    eks: Client, entry: dict[str, str]
) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        eks.disassociate_access_policy(**entry, policyArn=POLICY)


def test_a_policy_without_an_entry_is_refused(eks: Client, cluster: str) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        eks.associate_access_policy(
            clusterName=cluster, principalArn=PRINCIPAL, policyArn=POLICY, accessScope=EVERYWHERE
        )


def test_the_policies_of_an_entry_go_with_it(eks: Client, entry: dict[str, str]) -> None:
    eks.associate_access_policy(**entry, policyArn=POLICY, accessScope=EVERYWHERE)
    eks.delete_access_entry(**entry)
    eks.create_access_entry(**entry)
    assert policies(eks, entry) == {}
