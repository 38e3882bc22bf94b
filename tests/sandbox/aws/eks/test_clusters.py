"""Clusters."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

Client = Any

ROLE = "arn:aws:iam::111122223333:role/one"
GIVEN: dict[str, Any] = {
    "version": "1.34",
    "accessConfig": {
        "authenticationMode": "API",
        "bootstrapClusterCreatorAdminPermissions": False,
    },
    "encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "arn:aws:kms:key"}}],
    "kubernetesNetworkConfig": {"serviceIpv4Cidr": "10.100.0.0/16", "ipFamily": "ipv4"},
    "logging": {"clusterLogging": [{"types": ["audit"], "enabled": True}]},
    "tags": {"Owner": "team"},
    "upgradePolicy": {"supportType": "STANDARD"},
    "zonalShiftConfig": {"enabled": True},
}
# The parts of a configuration that change in place, and what the API calls each change.
CHANGES = [
    ("accessConfig", {"authenticationMode": "API"}, "AccessConfigUpdate"),
    (
        "logging",
        {"clusterLogging": [{"types": ["api"], "enabled": True}]},
        "LoggingUpdate",
    ),
    (
        "resourcesVpcConfig",
        {"endpointPrivateAccess": True, "publicAccessCidrs": ["192.0.2.0/24"]},
        "EndpointAccessUpdate",
    ),
    ("upgradePolicy", {"supportType": "STANDARD"}, "UpgradePolicyUpdate"),
    ("zonalShiftConfig", {"enabled": True}, "ZonalShiftConfigUpdate"),
]


@pytest.fixture
def given(eks: Client, subnets: list[str]) -> Iterator[dict[str, Any]]:
    """Return a cluster of which everything is said."""
    vpc = {"subnetIds": subnets, "endpointPublicAccess": False, "endpointPrivateAccess": True}
    eks.create_cluster(name="given", roleArn=ROLE, resourcesVpcConfig=vpc, **GIVEN)
    yield described(eks, "given")
    eks.delete_cluster(name="given")


def described(eks: Client, name: str) -> dict[str, Any]:
    found: dict[str, Any] = eks.describe_cluster(name=name)["cluster"]
    return found


def groups(ec2: Client, id_: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ec2.describe_security_groups(GroupIds=[id_])["SecurityGroups"]
    return found


def code_of(raised: pytest.ExceptionInfo[ClientError]) -> str:
    code: str = raised.value.response["Error"]["Code"]
    return code


@pytest.mark.parametrize("key", GIVEN)
def test_a_cluster_keeps_what_it_is_made_with(given: dict[str, Any], key: str) -> None:
    assert given[key] == GIVEN[key]


def test_a_cluster_keeps_where_it_is_reached(given: dict[str, Any], subnets: list[str]) -> None:
    vpc = given["resourcesVpcConfig"]
    assert vpc["subnetIds"] == subnets
    assert (vpc["endpointPublicAccess"], vpc["endpointPrivateAccess"]) == (False, True)


@pytest.mark.parametrize(
    ("key", "default"),
    [
        (
            "accessConfig",
            {
                "authenticationMode": "CONFIG_MAP",
                "bootstrapClusterCreatorAdminPermissions": True,
            },
        ),
        ("kubernetesNetworkConfig", {"serviceIpv4Cidr": "172.20.0.0/16", "ipFamily": "ipv4"}),
        ("upgradePolicy", {"supportType": "EXTENDED"}),
        ("zonalShiftConfig", {"enabled": False}),
    ],
)
def test_a_cluster_of_which_nothing_is_said_is_as_aws_makes_it(
    eks: Client, cluster: str, key: str, default: dict[str, Any]
) -> None:
    assert described(eks, cluster)[key] == default


def test_a_cluster_of_which_nothing_is_said_is_reached_from_everywhere(
    eks: Client, cluster: str
) -> None:
    vpc = described(eks, cluster)["resourcesVpcConfig"]
    assert vpc["endpointPublicAccess"] is True
    assert vpc["endpointPrivateAccess"] is False
    assert vpc["publicAccessCidrs"] == ["0.0.0.0/0"]
    assert vpc["securityGroupIds"] == []


def test_the_group_of_a_cluster_is_in_its_vpc(eks: Client, ec2: Client) -> None:
    vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/24")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc_id, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    made = eks.create_cluster(
        name="there", roleArn=ROLE, resourcesVpcConfig={"subnetIds": [subnet]}
    )
    vpc = made["cluster"]["resourcesVpcConfig"]
    (group,) = groups(ec2, vpc["clusterSecurityGroupId"])
    eks.delete_cluster(name="there")
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_vpc(VpcId=vpc_id)
    assert group["VpcId"] == vpc["vpcId"] == vpc_id


def test_the_group_of_a_cluster_says_whose_it_is(eks: Client, ec2: Client, cluster: str) -> None:
    vpc = described(eks, cluster)["resourcesVpcConfig"]
    (group,) = groups(ec2, vpc["clusterSecurityGroupId"])
    assert group["GroupName"].startswith(f"eks-cluster-sg-{cluster}-")
    assert group["Tags"] == [{"Key": f"kubernetes.io/cluster/{cluster}", "Value": "owned"}]


def test_the_group_of_a_cluster_goes_with_it(eks: Client, ec2: Client, subnets: list[str]) -> None:
    eks.create_cluster(name="short", roleArn=ROLE, resourcesVpcConfig={"subnetIds": subnets})
    deleted = eks.delete_cluster(name="short")["cluster"]
    names = [one["GroupName"] for one in ec2.describe_security_groups()["SecurityGroups"]]
    assert deleted["name"] == "short"
    assert [name for name in names if "short" in name] == []


def test_no_two_clusters_have_the_same_endpoint_issuer_or_certificate(
    eks: Client, cluster: str, given: dict[str, Any]
) -> None:
    other = described(eks, cluster)
    for key in ("endpoint", "identity", "certificateAuthority"):
        assert given[key] != other[key]


def test_endpoint_and_issuer_share_a_name_as_on_aws(given: dict[str, Any]) -> None:
    name = given["identity"]["oidc"]["issuer"].removeprefix(
        "https://oidc.eks.eu-west-1.amazonaws.com/id/"
    )
    assert given["endpoint"] == f"https://{name}.gr7.eu-west-1.eks.amazonaws.com"


def test_the_certificate_is_pem_in_base64(given: dict[str, Any]) -> None:
    pem = base64.b64decode(given["certificateAuthority"]["data"], validate=True).decode()
    first, certificate, last = pem.splitlines()
    assert (first, last) == ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
    assert base64.b64decode(certificate, validate=True)


@pytest.mark.parametrize(("key", "change", "kind"), CHANGES)
def test_a_part_of_the_configuration_changes_and_the_rest_of_it_stays(
    eks: Client, cluster: str, key: str, change: dict[str, Any], kind: str
) -> None:
    before = described(eks, cluster)
    update = eks.update_cluster_config(name=cluster, **{key: change})["update"]
    assert update["type"] == kind
    assert described(eks, cluster) == before | {key: before[key] | change}


def test_the_version_changes(eks: Client, cluster: str) -> None:
    update = eks.update_cluster_version(name=cluster, version="1.35")["update"]
    assert update["type"] == "VersionUpdate"
    assert described(eks, cluster)["version"] == "1.35"


@pytest.mark.usefixtures("node_group")
def test_a_cluster_with_nodes_is_not_deleted(eks: Client, ec2: Client, cluster: str) -> None:
    with pytest.raises(ClientError) as raised:
        eks.delete_cluster(name=cluster)
    group = described(eks, cluster)["resourcesVpcConfig"]["clusterSecurityGroupId"]
    assert code_of(raised) == "ResourceInUseException"
    assert groups(ec2, group)


def test_a_second_cluster_of_the_same_name_is_refused(
    eks: Client, cluster: str, subnets: list[str]
) -> None:
    before = described(eks, cluster)
    with pytest.raises(ClientError) as raised:
        eks.create_cluster(name=cluster, roleArn=ROLE, resourcesVpcConfig={"subnetIds": subnets})
    assert code_of(raised) == "ResourceInUseException"
    assert described(eks, cluster) == before


def test_a_cluster_in_an_unknown_subnet_is_not_made(eks: Client) -> None:
    with pytest.raises(ClientError) as raised:
        eks.create_cluster(
            name="lost", roleArn=ROLE, resourcesVpcConfig={"subnetIds": ["subnet-0"]}
        )
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert "lost" not in eks.list_clusters()["clusters"]


@pytest.mark.parametrize("action", ["describe_cluster", "delete_cluster", "update_cluster_version"])
def test_an_unknown_cluster_is_not_found(eks: Client, action: str) -> None:
    with pytest.raises(ClientError) as raised:
        getattr(eks, action)(name="none", **({"version": "1"} if "version" in action else {}))
    assert code_of(raised) == "ResourceNotFoundException"
