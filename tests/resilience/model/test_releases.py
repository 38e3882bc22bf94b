import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.addons.addon_file import AddonFile
from ops.programs import program
from resilience.model.cache import Cache
from resilience.model.charts import Helm
from resilience.model.manifests import Manifests
from resilience.model.pods import Origin
from resilience.model.releases import Releases
from terraform_json.manifest import Stack
from tests.fixtures.cert_manager import ADDON
from tests.resilience.model.helm_charts import DEPLOYMENT, chart

RELEASE: dict[str, Any] = {
    "name": "shop",
    "namespace": "shops",
    "chart": "cert-manager",
    "version": "1.0.0",
    "values": ["replicas: 2"],
}


def addon(**told: object) -> AddonFile:
    return AddonFile.model_validate(yaml.safe_load(ADDON) | told)


def read(
    folder: Path,
    *releases: dict[str, Any],
    addons: dict[str, AddonFile] | None = None,
    charts: Path | None = None,
    helm: bool = True,
) -> tuple[list[Manifests], list[str]]:
    """Return the manifests of releases, and what is not known of them."""
    stack = Stack(name="k8s", file=folder / "cdk.tf.json", dependencies=())
    block = {f"r{index}": RELEASE | each for index, each in enumerate(releases)}
    cluster = {"one": {"version": "1.35"}}
    json = {"resource": {"helm_release": block, "aws_eks_cluster": cluster}}
    found = Releases(
        helm=Helm(program("helm"), Cache(None)) if helm else None,
        addons=addons or {},
        charts=charts,
        cache=Cache(None),
    )
    made = found.read({"k8s": stack}, {"k8s": json})
    return made, [f"{each.subject} {each.problem}" for each in found.unknowns]


@pytest.fixture
def own(tmp_path: Path) -> dict[str, Any]:
    """Return a release whose chart travels with the stack."""
    chart(tmp_path / "assets" / "shop", deployment=DEPLOYMENT)
    return {"chart": "assets/shop"}


def archive(folder: Path, name: str = "cert-manager-1.0.0.tgz") -> Path:
    """Put a chart's archive into a folder, and return the archive."""
    chart(folder / "shop", deployment=DEPLOYMENT)
    with tarfile.open(folder / name, "w:gz") as opened:
        opened.add(folder / "shop", arcname="shop")
    shutil.rmtree(folder / "shop")
    return folder / name


def test_a_chart_that_travels_with_the_stack_is_rendered(
    tmp_path: Path, own: dict[str, Any]
) -> None:
    (made,), unknowns = read(tmp_path, own)
    assert made.release == "helm_release.r0"
    assert (made.origin, made.namespace) == (Origin.RENDERED, "shops")
    assert made.objects[0]["spec"]["replicas"] == 2
    assert unknowns == []


def test_a_chart_is_rendered_for_the_version_of_the_cluster(tmp_path: Path) -> None:
    job = 'kind: Job\nmetadata: {name: "{{ .Capabilities.KubeVersion.Minor }}"}\n'
    chart(tmp_path / "shop", job=job)
    (made,), _ = read(tmp_path, {"chart": "shop"})
    assert made.objects[0]["metadata"]["name"] == "35"


def test_an_archive_that_travels_with_the_stack_is_rendered(tmp_path: Path) -> None:
    archive(tmp_path)
    (made,), _ = read(tmp_path, {"chart": "cert-manager-1.0.0.tgz"})
    assert made.origin is Origin.RENDERED


def test_an_archive_among_the_charts_is_rendered(tmp_path: Path) -> None:
    archive(tmp_path)
    (made,), _ = read(tmp_path / "stack", {}, charts=tmp_path, addons={"shop": addon()})
    assert made.origin is Origin.RENDERED


def test_an_archive_of_another_version_is_not(tmp_path: Path) -> None:
    archive(tmp_path, "cert-manager-1.0.1.tgz")
    made, unknowns = read(tmp_path / "stack", {}, charts=tmp_path)
    assert made == []
    assert len(unknowns) == 1


def test_a_chart_of_others_is_told_by_the_table(tmp_path: Path) -> None:
    workload = {"replicas": "replicas", "requests": ["resources"]}
    table = addon(workloads={"web": workload})
    (made,), unknowns = read(tmp_path, {}, addons={"shop": table})
    assert made.origin is Origin.TABLE
    assert made.objects[0]["spec"]["replicas"] == 2
    assert unknowns == [
        "k8s:helm_release.r0 resources does not say how much a container of shop asks for"
    ]


@pytest.mark.parametrize("addons", [{}, {"shop": addon()}], ids=["no file", "no table"])
def test_what_nobody_describes_is_unknown(tmp_path: Path, addons: dict[str, AddonFile]) -> None:
    made, unknowns = read(tmp_path, {}, addons=addons)
    assert made == []
    assert unknowns == ["k8s:helm_release.r0 its pods are not known: no addon.yaml describes them"]


def test_a_chart_that_is_not_rendered_takes_no_other_along(
    tmp_path: Path, own: dict[str, Any]
) -> None:
    chart(tmp_path / "assets" / "broken", deployment='{{ fail "wants a host" }}')
    made, (unknown,) = read(tmp_path, {"chart": "assets/broken"}, own)
    assert [each.release for each in made] == ["helm_release.r1"]
    assert unknown.startswith("k8s:helm_release.r0 its pods are not known, as its chart is not")
    assert "wants a host" in unknown


def test_without_helm_no_chart_is_rendered(tmp_path: Path, own: dict[str, Any]) -> None:
    assert read(tmp_path, own, helm=False) == ([], [])
