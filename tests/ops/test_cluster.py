"""kubectl finds the cluster of an environment by itself."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from config.model import EnvironmentConfig
from ops.cluster import cluster_of
from ops.command import Failure
from tests.fixtures.account import aws

__all__ = ["aws"]


@pytest.fixture
def session(staging_config: EnvironmentConfig) -> boto3.Session:
    return boto3.Session(region_name=staging_config.region)


def make(session: boto3.Session, name: str) -> dict[str, Any]:
    """Make a cluster, and return what EKS says of it."""
    eks: Any = session.client("eks")
    role = "arn:aws:iam::111122223333:role/cluster"
    vpc: dict[str, Any] = {"subnetIds": []}
    made: dict[str, Any] = eks.create_cluster(name=name, roleArn=role, resourcesVpcConfig=vpc)
    return made["cluster"]  # type: ignore[no-any-return]


def test_a_cluster_that_is_not_made_yet_is_none(
    staging_config: EnvironmentConfig, session: boto3.Session
) -> None:
    with cluster_of(staging_config, session) as found:
        assert found is None


def test_kubectl_is_led_to_the_environments_cluster_and_asks_for_a_token_each_time(
    staging_config: EnvironmentConfig, session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", "/somebody/elses")
    made = make(session, staging_config.cluster_name)

    with cluster_of(staging_config, session) as found:
        assert found is not None
        assert found.environment is not None
        file = Path(found.environment["KUBECONFIG"])
        told = json.loads(file.read_text())

    (cluster,) = told["clusters"]
    assert cluster["cluster"] == {
        "server": made["endpoint"],
        "certificate-authority-data": made["certificateAuthority"]["data"],
    }
    (user,) = told["users"]
    command = " ".join([user["user"]["exec"]["command"], *user["user"]["exec"]["args"]])
    assert command == "aws eks get-token --cluster-name platform-staging --region eu-west-1"
    assert not file.exists()


def test_an_eks_that_does_not_answer_is_a_failure(
    staging_config: EnvironmentConfig, session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def call(*_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://eks")

    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", call)
    with (
        pytest.raises(Failure, match="EKS does not say where platform-staging is"),
        cluster_of(staging_config, session),
    ):
        pass
