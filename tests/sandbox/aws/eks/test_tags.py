"""Tags of a cluster and of what belongs to it."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Client = Any

ROLE = "arn:aws:iam::111122223333:role/one"


def of_cluster(eks: Client, cluster: str) -> str:
    arn: str = eks.describe_cluster(name=cluster)["cluster"]["arn"]
    return arn


def of_node_group(eks: Client, cluster: str) -> str:
    (name,) = eks.list_nodegroups(clusterName=cluster)["nodegroups"]
    found = eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)
    arn: str = found["nodegroup"]["nodegroupArn"]
    return arn


def of_addon(eks: Client, cluster: str) -> str:
    made = eks.create_addon(clusterName=cluster, addonName="addon")
    arn: str = made["addon"]["addonArn"]
    return arn


def of_access_entry(eks: Client, cluster: str) -> str:
    made = eks.create_access_entry(clusterName=cluster, principalArn=ROLE)
    arn: str = made["accessEntry"]["accessEntryArn"]
    return arn


def of_association(eks: Client, cluster: str) -> str:
    account = {"namespace": "orders", "serviceAccount": "api"}
    made = eks.create_pod_identity_association(clusterName=cluster, **account, roleArn=ROLE)
    arn: str = made["association"]["associationArn"]
    return arn


@pytest.mark.usefixtures("node_group")
@pytest.mark.parametrize(
    "arn_of", [of_cluster, of_node_group, of_addon, of_access_entry, of_association]
)
def test_tags_are_added_changed_and_taken_away(
    eks: Client, cluster: str, arn_of: Callable[[Client, str], str]
) -> None:
    arn = arn_of(eks, cluster)
    eks.tag_resource(resourceArn=arn, tags={"Owner": "team", "Stack": "k8s", "Tier": "one"})
    eks.tag_resource(resourceArn=arn, tags={"Owner": "other"})
    eks.untag_resource(resourceArn=arn, tagKeys=["Stack", "Tier", "Absent"])
    assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"Owner": "other"}


def test_what_is_unknown_has_no_tags(eks: Client, cluster: str) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        eks.list_tags_for_resource(resourceArn=f"{of_cluster(eks, cluster)}-other")
