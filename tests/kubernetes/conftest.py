"""The inside of staging's cluster, installed on a control plane from the synthesized stack."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cdktf import App

from config.platform import load_platform
from sandbox.inside.install import Inside as Releases
from sandbox.kubernetes import LocalControlPlane, control_plane, custom_resources, rollouts
from stacks.platform import build_platform
from terraform_json.manifest import Stack, read_manifest
from terraform_json.templates import Expression
from terraform_json.types import Json
from tests.fixtures.control_plane import LOGS
from tests.fixtures.installed import install

# What AWS and other stacks hand over, where its form counts, by the end of the reference.
KNOWN = {
    "outputs.vpc_cidr_block": "10.10.0.0/16",
    "outputs.port": "5432",
    "outputs.writer_endpoint": "writer.example.internal",
    "outputs.reader_endpoint": "reader.example.internal",
    "outputs.master_secret_arn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster",
}


@dataclass(frozen=True, kw_only=True)
class Inside:
    """A control plane on which everything inside the cluster was installed.

    Attributes:
        cluster: The control plane.
        releases: What became of the releases.
    """

    cluster: LocalControlPlane
    releases: Releases

    def get(self, *what: str) -> Json:
        """Return an object, or a list of objects."""
        answer: Json = json.loads(self.cluster.run("kubectl", "get", *what, "--output=json"))
        return answer


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """Return the stack, in a folder with the charts that travel with it."""
    app = App(outdir=str(tmp_path_factory.mktemp("inside")))
    platform = load_platform("staging")
    build_platform(app, platform.config, platform.applications)
    app.synth()
    return read_manifest(Path(app.outdir))["k8s"]


@pytest.fixture(scope="session")
def inside(
    stack: Stack, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Inside]:
    """Install what is inside the cluster, in the order of its dependencies."""
    directory = tmp_path_factory.mktemp("inside-control-plane") / "run"
    kinds = [*custom_resources.EXTERNAL_SECRETS, *custom_resources.MONITORING]
    with control_plane(directory, LOGS / f"inside-{worker_id}") as cluster:
        custom_resources.install(cluster, kinds)
        rollouts.define(cluster)
        releases = install(cluster, stack.folder, stack.read(), handed_over)
        yield Inside(cluster=cluster, releases=releases)


def handed_over(expression: Expression) -> str:
    """Return something of the form that AWS or another stack would hand over."""
    if expression.text.startswith("aws_iam_role."):
        return "arn:aws:iam::111122223333:role/one"
    known = [value for end, value in KNOWN.items() if expression.text.endswith(end)]
    return known[0] if known else re.sub(r"\W", "-", expression.text)
