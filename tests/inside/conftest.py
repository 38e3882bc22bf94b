"""The inside of staging's cluster, installed on a control plane from the synthesized stack."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from cdktf import App

from config.platform import load_platform
from ops.sandbox.control_plane import ControlPlane, control_plane
from stacks.platform import build_platform
from tests.fixtures.control_plane import LOGS
from tests.fixtures.custom_resources import EXTERNAL_SECRETS, MONITORING, install
from tests.inside.terraform import Json, in_order, manifest, values


@dataclass(frozen=True, kw_only=True)
class Inside:
    """A control plane on which everything inside the cluster was installed.

    Attributes:
        cluster: The control plane.
        stack: The JSON of the stack.
        installed: The releases that were installed, in order.
        left_out: The releases whose charts are others' and have to be pulled.
    """

    cluster: ControlPlane
    stack: Json
    installed: tuple[str, ...]
    left_out: tuple[str, ...]

    def get(self, *what: str) -> Json:
        """Return an object, or a list of objects."""
        answer: Json = json.loads(self.cluster.run("kubectl", "get", *what, "--output=json"))
        return answer


@pytest.fixture(scope="session")
def stack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the stack, with the charts that travel with it."""
    app = App(outdir=str(tmp_path_factory.mktemp("inside")))
    platform = load_platform("staging")
    build_platform(app, platform.config, platform.applications)
    app.synth()
    return Path(app.outdir) / "stacks" / "k8s"


@pytest.fixture(scope="session")
def inside(
    stack_folder: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Inside]:
    """Install what is inside the cluster, in the order of its dependencies."""
    stack: Json = json.loads((stack_folder / "cdk.tf.json").read_text(encoding="utf-8"))
    directory = tmp_path_factory.mktemp("inside-control-plane") / "run"
    with control_plane(directory, LOGS / f"inside-{worker_id}") as cluster:
        install(cluster, [*EXTERNAL_SECRETS, *MONITORING])
        installed, left_out = [], []
        for address, resource in in_order(stack):
            if address.startswith("kubernetes_"):
                _apply(cluster, manifest(address, resource, stack))
            elif resource["chart"].startswith("assets/"):
                _release(cluster, stack_folder, resource, stack)
                installed.append(resource["name"])
            else:
                left_out.append(resource["name"])
        yield Inside(
            cluster=cluster, stack=stack, installed=tuple(installed), left_out=tuple(left_out)
        )


def _apply(cluster: ControlPlane, described: Json) -> None:
    cluster.run(
        "kubectl",
        "apply",
        "--server-side",
        "--validate=strict",
        "--filename=-",
        stdin=yaml.safe_dump(described),
    )


def _release(cluster: ControlPlane, folder: Path, release: Json, stack: Json) -> None:
    """Install a release with the options of the Helm provider's own."""
    files = []
    for index, each in enumerate(values(release, stack)):
        file = cluster.directory / f"{release['name']}-{index}.yaml"
        file.write_text(yaml.safe_dump(each), encoding="utf-8")
        files.append(f"--values={file}")
    cluster.run(
        "helm",
        "upgrade",
        "--install",
        release["name"],
        str(folder / release["chart"]),
        f"--namespace={release['namespace']}",
        "--atomic",
        "--wait",
        "--wait-for-jobs",
        f"--timeout={release['timeout']}s",
        *files,
    )
