"""A local AWS with a cluster, and the control plane behind it."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from config.environment import load_environment
from config.model import EnvironmentConfig
from sandbox import local_aws
from sandbox.environment import sandbox_environment
from sandbox.kubernetes.api import Api
from terraform_json.types import Json
from tests.patience import eventually

CLUSTER = "joined"


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A local AWS with one cluster.

    Attributes:
        config: The environment whose account it stands for.
        variables: The environment of commands that work on it.
        folder: The folder of the control plane.
    """

    config: EnvironmentConfig
    variables: dict[str, str]
    folder: Path

    def client(self, service: str, **credentials: str) -> Any:  # noqa: ANN401 - boto3's
        """Return a client of a service."""
        keys = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}
        create: Any = boto3.client
        return create(
            service,
            region_name=self.config.region,
            endpoint_url=self.variables["AWS_ENDPOINT_URL"],
            **keys | credentials,
        )

    def kubectl(self, *arguments: str) -> Json:
        """Return what an administrator reads."""
        kubeconfig = str(self.folder / "admin.kubeconfig")
        done = subprocess.run(
            [".tools/bin/kubectl", *arguments, "--output=json"],
            env={"KUBECONFIG": kubeconfig, "HOME": str(self.folder), "PATH": os.defpath},
            capture_output=True,
            text=True,
            check=True,
        )
        answer: Json = json.loads(done.stdout)
        return answer

    @property
    def api(self) -> Api:
        """The control plane's API, for an administrator."""
        (cluster,) = self.kubectl("config", "view")["clusters"]
        return Api(cluster["cluster"]["server"], self.folder / "pki")

    def nodes(self) -> list[Json]:
        """Return the nodes."""
        items: list[Json] = self.kubectl("get", "nodes")["items"]
        return items


@pytest.fixture(scope="session")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joined]:
    """Start a local AWS and make a cluster in it."""
    folder = tmp_path_factory.mktemp("joined")
    config = load_environment("staging")
    record = folder / "server.json"
    server = local_aws.start(
        config, record, folder / "server.log", kubernetes=folder / "kubernetes"
    )
    variables = sandbox_environment(config, server.endpoint)
    world = Joined(config=config, variables=variables, folder=folder / "kubernetes")
    try:
        make_cluster(world)
        yield world
    finally:
        local_aws.stop(server, record)
    assert not world.folder.exists()


def make_cluster(world: Joined) -> None:
    """Make the cluster, with the roles and the subnets that it takes."""
    ec2, iam, eks = (world.client(service) for service in ("ec2", "iam", "eks"))
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]]
    iam.create_role(RoleName="cluster", AssumeRolePolicyDocument="{}")
    eks.create_cluster(
        name=CLUSTER,
        roleArn=f"arn:aws:iam::{world.config.account_id}:role/cluster",
        resourcesVpcConfig={"subnetIds": subnets},
        version="1.35",
    )
    eventually(lambda: eks.describe_cluster(name=CLUSTER)["cluster"]["status"] == "ACTIVE")


@pytest.fixture
def group(joined: Joined) -> Iterator[Callable[..., str]]:
    """Return a function that makes a node group; all are deleted at the end."""
    eks = joined.client("eks")
    made: list[str] = []

    def make(
        name: str, *, size: int, zones: int = 1, first: int = 0, least: int = 0, **settings: object
    ) -> str:
        subnets = sorted(
            joined.client("ec2").describe_subnets()["Subnets"],
            key=lambda subnet: subnet["AvailabilityZone"],
        )
        eks.create_nodegroup(
            clusterName=CLUSTER,
            nodegroupName=name,
            subnets=[subnet["SubnetId"] for subnet in subnets[first : first + zones]],
            nodeRole=f"arn:aws:iam::{joined.config.account_id}:role/cluster",
            scalingConfig={"minSize": least, "desiredSize": size, "maxSize": 5},
            **{"instanceTypes": ["m7i.large"], "amiType": "BOTTLEROCKET_x86_64"} | settings,
        )
        made.append(name)
        return name

    yield make
    for name in made:
        eks.delete_nodegroup(clusterName=CLUSTER, nodegroupName=name)
    eventually(lambda: not joined.nodes())
