"""An addon of an owner's on a real Kubernetes API, from its folder and a small chart of its own."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from cdktf import App

from config.addons.names import addon_names
from config.platform import load_platform
from config.sections.addons import AddonsConfig
from ops import chart_keys
from sandbox.inside.install import Inside as Releases
from sandbox.kubernetes import LocalControlPlane, control_plane
from stacks.platform import build_platform
from terraform_json.manifest import read_manifest
from terraform_json.order import closure, needs
from terraform_json.types import Json
from tests.fixtures import cert_manager
from tests.fixtures.cert_manager import NAME
from tests.fixtures.control_plane import LOGS
from tests.fixtures.installed import install
from tests.kubernetes.conftest import handed_over
from tests.patience import eventually

ALONE = cert_manager.ADDON.partition("after:")[0]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Json]:
    """Return the stack, of what is inside the cluster with the addon and all it needs alone."""
    folder = tmp_path_factory.mktemp("owner")
    charts = folder / "charts"
    charts.mkdir()
    archive = cert_manager.pack_chart(charts)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cert_manager.make_checkout(folder / "checkout", ALONE))
        list(chart_keys.write(archive))
        platform = load_platform("staging")
        off = {each: {"enabled": False} for each in addon_names() if each != NAME}
        addons = AddonsConfig.model_validate({"charts_folder": str(charts), "releases": off})
        app = App(outdir=str(folder / "out"))
        build_platform(app, platform.config.model_copy(update={"addons": addons}), ())
        app.synth()
    found = read_manifest(Path(app.outdir))["k8s"]
    return found.folder, only(found.read())


def only(data: Json) -> Json:
    """Return a stack with the addon's release, and inside the cluster no more than it needs."""
    (release,) = [f"helm_release.{key}" for key in data["resource"]["helm_release"] if NAME in key]
    needed = closure(needs(data), [release]) | {release}
    resource = {
        kind: {
            name: each
            for name, each in named.items()
            if not kind.startswith(("kubernetes_", "helm_")) or f"{kind}.{name}" in needed
        }
        for kind, named in data["resource"].items()
    }
    return data | {"resource": resource}


@pytest.fixture(scope="module")
def cluster(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[LocalControlPlane]:
    """Run a control plane for this module: the priority classes change pods of other tests."""
    directory = tmp_path_factory.mktemp("owner-control-plane") / "run"
    with control_plane(directory, LOGS / f"owner-{worker_id}") as running:
        yield running


@pytest.fixture(scope="module")
def releases(cluster: LocalControlPlane, stack: tuple[Path, Json]) -> Releases:
    """Install the addon, and return what became of the releases."""
    folder, data = stack
    return install(cluster, folder, data, handed_over)


def get(cluster: LocalControlPlane, *what: str) -> list[Json]:
    """Return the objects of a kind in the addon's namespace."""
    answer = cluster.run("kubectl", "get", *what, f"--namespace={NAME}", "--output=json")
    items: list[Json] = json.loads(answer)["items"]
    return items


def test_it_is_installed_with_all_its_pods_ready(
    cluster: LocalControlPlane, releases: Releases
) -> None:
    assert releases.releases == ("cluster-policies", NAME)

    def ready() -> Json:
        found = get(cluster, "deploy")
        return {each["metadata"]["name"]: each["status"].get("readyReplicas") for each in found}

    eventually(lambda: ready() == {NAME: 2, f"{NAME}-webhook": 3})


@pytest.mark.usefixtures("releases")
def test_all_its_pods_stand_on_nodes_for_infrastructure_and_yield_to_what_is_critical(
    cluster: LocalControlPlane,
) -> None:
    labels = {
        node["metadata"]["name"]: node["metadata"]["labels"] for node in get(cluster, "nodes")
    }
    pods = get(cluster, "pods")
    assert Counter(labels[pod["spec"]["nodeName"]]["node"] for pod in pods) == {"infrastructure": 5}
    assert {pod["spec"]["priorityClassName"] for pod in pods} == {"platform-infrastructure"}


@pytest.mark.usefixtures("releases")
def test_its_namespace_is_held_to_the_standard_and_closed(cluster: LocalControlPlane) -> None:
    answer = cluster.run("kubectl", "get", "namespace", NAME, "--output=json")
    labels = json.loads(answer)["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    policies = {each["metadata"]["name"]: each["spec"] for each in get(cluster, "networkpolicies")}
    assert policies["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    (rule,) = policies["allow-webhooks"]["ingress"]
    assert rule == {
        "from": [{"ipBlock": {"cidr": "10.10.0.0/16"}}],
        "ports": [{"port": 10250, "protocol": "TCP"}],
    }
