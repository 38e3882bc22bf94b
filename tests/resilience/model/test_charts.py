import dataclasses
import os
from pathlib import Path
from typing import Any

import pytest

from ops.programs import program
from resilience.model.cache import Cache
from resilience.model.charts import Helm, Rendering, RenderingError
from terraform_json.types import Json
from tests.resilience.model.helm_charts import DEPLOYMENT, chart

HOOK = """
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {helm.sh/hook: pre-upgrade}}
"""
OTHER = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n"
KINDS = (
    "Alertmanager",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "Job",
    "PodDisruptionBudget",
    "PriorityClass",
    "Prometheus",
    "StatefulSet",
)
LIST = "\n".join(["apiVersion: v1", "kind: List", "items:", *(f"- kind: {k}" for k in KINDS)])


def rendering(folder: Path, *values: str, **changed: Any) -> Rendering:  # noqa: ANN401 - a field's
    told: dict[str, Any] = {
        "name": "shop",
        "namespace": "shops",
        "chart": folder,
        "values": values,
        "kubernetes_version": "1.35",
    }
    return Rendering(**told | changed)


def manifests(told: Rendering, cache: Cache | None = None) -> list[Json]:
    (found,) = Helm(program("helm"), cache or Cache(None)).manifests([told])
    assert not isinstance(found, RenderingError)
    return found


def test_a_chart_is_rendered_with_its_values_each_over_those_before(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", deployment=DEPLOYMENT)
    (found,) = manifests(rendering(folder, "replicas: 2\nlabel: two", "replicas: 3"))
    assert found["spec"]["replicas"] == 3
    assert found["spec"]["template"]["metadata"]["labels"] == {"app": "two"}


def test_a_chart_sees_release_namespace_and_version(tmp_path: Path) -> None:
    told = "{{ .Release.Name }} {{ .Release.Namespace }} {{ .Capabilities.KubeVersion.Minor }}"
    text = f'kind: Job\nmetadata: {{name: "{told}"}}\n'
    (found,) = manifests(rendering(chart(tmp_path / "shop", job=text)))
    assert found["metadata"]["name"] == "shop shops 35"


def test_a_chart_is_rendered_where_no_version_is_known(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", deployment=DEPLOYMENT)
    assert len(manifests(rendering(folder, kubernetes_version=""))) == 1


def test_hooks_and_what_makes_no_pods_are_left_out(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", hook=HOOK, other=OTHER, empty="# nothing")
    assert manifests(rendering(folder)) == []


def test_a_list_is_what_it_lists(tmp_path: Path) -> None:
    found = manifests(rendering(chart(tmp_path / "shop", several=LIST)))
    assert [each["kind"] for each in found] == list(KINDS)


def test_a_stand_in_need_not_be_what_the_schema_wants(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", deployment=DEPLOYMENT)
    (folder / "values.schema.json").write_text('{"properties": {"label": {"enum": ["real"]}}}')
    assert len(manifests(rendering(folder, "label: stand-in"))) == 1


def test_a_chart_that_is_not_rendered_says_why(tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", deployment='{{ fail "wants a host" }}')
    (found,) = Helm(program("helm"), Cache(tmp_path / "kept")).manifests([rendering(folder)])
    assert isinstance(found, RenderingError)
    assert "wants a host" in str(found)
    assert not (tmp_path / "kept").exists()


@pytest.fixture
def once(tmp_path: Path) -> tuple[Path, Path]:
    """Return a helm that prints how often it ran, and the chart for it."""
    script = tmp_path / "helm"
    runs = f"echo . >> {tmp_path}/runs; n=$(wc -l < {tmp_path}/runs)"
    script.write_text(f"#!/bin/sh\n{runs}\nprintf 'kind: Job\\nmetadata: {{name: \"%s\"}}' $n\n")
    script.chmod(0o755)
    return script, chart(tmp_path / "shop", deployment=DEPLOYMENT)


def ran(helm: Path, cache: Path, *told: Rendering) -> list[int]:
    """Return of each release the number of the run that rendered it."""
    found = Helm(helm, Cache(cache)).manifests(told)
    return [int(each[0]["metadata"]["name"]) for each in found if isinstance(each, list)]


def test_the_same_is_rendered_once(once: tuple[Path, Path], tmp_path: Path) -> None:
    helm, folder = once
    told = rendering(folder, "replicas: 2")
    assert ran(helm, tmp_path / "kept", told) == [1]
    assert ran(helm, tmp_path / "kept", told) == [1]


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "other"},
        {"namespace": "other"},
        {"kubernetes_version": "1.36"},
        {"values": ("replicas: 3",)},
        {"values": ("replicas: 2", "")},
    ],
    ids=",".join,
)
def test_anything_else_is_rendered(
    changed: dict[str, Any], once: tuple[Path, Path], tmp_path: Path
) -> None:
    helm, folder = once
    told = rendering(folder, "replicas: 2")
    assert ran(helm, tmp_path / "kept", told) == [1]
    assert ran(helm, tmp_path / "kept", dataclasses.replace(told, **changed)) == [2]


@pytest.mark.parametrize("name", ["templates/deployment.yaml", "values.yaml", "new.txt"])
def test_a_chart_that_changed_is_rendered(
    name: str, once: tuple[Path, Path], tmp_path: Path
) -> None:
    helm, folder = once
    assert ran(helm, tmp_path / "kept", rendering(folder)) == [1]
    (folder / name).write_text("# changed")
    assert ran(helm, tmp_path / "kept", rendering(folder)) == [2]


def test_another_helm_renders(once: tuple[Path, Path], tmp_path: Path) -> None:
    helm, folder = once
    assert ran(helm, tmp_path / "kept", rendering(folder)) == [1]
    os.utime(helm, (1, 1))
    assert ran(helm, tmp_path / "kept", rendering(folder)) == [2]


def test_each_release_has_its_own_manifests(once: tuple[Path, Path], tmp_path: Path) -> None:
    helm, folder = once
    first, second = rendering(folder, name="a"), rendering(folder, name="b")
    assert ran(helm, tmp_path / "kept", second) == [1]
    assert ran(helm, tmp_path / "kept", first, second) == [2, 1]
