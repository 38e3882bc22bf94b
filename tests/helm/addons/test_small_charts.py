"""Our own small charts: what is asked of the application chart is asked of them, too."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.programs import program

CHARTS = {
    "secret-store": ("--set=region=eu-west-1",),
    "database-provisioning": ("--values=helm/database-provisioning/ci/staging-values.yaml",),
    "admission-policies": ("--values=helm/admission-policies/ci/staging-values.yaml",),
    "cluster-policies": ("--values=helm/cluster-policies/ci/staging-values.yaml",),
    "dashboards": (),
    "nginx-disruption-budget": (),
    "alerts": ("--set=addons={nginx-ingress,descheduler}",),
}


def tool(name: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run one of the pinned programs."""
    command = [str(program(name)), *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)


def rendered(chart: str, *arguments: str) -> list[dict[str, Any]]:
    """Return the manifests of a chart with its values, and more over them."""
    done = tool("helm", "template", chart, f"helm/{chart}", *CHARTS[chart], *arguments)
    assert done.returncode == 0, done.stderr
    return [manifest for manifest in yaml.safe_load_all(done.stdout) if manifest]


@pytest.mark.parametrize("chart", CHARTS)
def test_helm_lint_finds_nothing(chart: str) -> None:
    done = tool("helm", "lint", "--strict", f"helm/{chart}", *CHARTS[chart])
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("chart", CHARTS)
def test_the_unit_tests_of_the_chart_pass(chart: str) -> None:
    done = tool("helm-unittest", "--strict", f"helm/{chart}")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("chart", CHARTS)
def test_every_template_has_a_suite(chart: str) -> None:
    templates = {file.stem for file in Path(f"helm/{chart}/templates").glob("*.yaml")}
    suites = {file.stem for file in Path(f"helm/{chart}/tests").glob("*_test.yaml")}
    assert {f"{template}_test" for template in templates} <= suites


@pytest.mark.parametrize("chart", CHARTS)
def test_the_table_of_values_is_current_and_explains_each(chart: str) -> None:
    options = (
        f"--chart-search-root={Path(f'helm/{chart}').resolve()}",
        "--sort-values-order=file",
        "--dry-run",
    )
    readme = Path(f"helm/{chart}/README.md").read_text(encoding="utf-8")
    assert readme.strip() == tool("helm-docs", *options).stdout.strip(), "run `make chart-docs`"
    assert [line for line in readme.splitlines() if line.endswith("|  |")] == []


@pytest.mark.parametrize("chart", CHARTS)
def test_every_object_carries_the_labels_of_its_release(chart: str) -> None:
    about = yaml.safe_load(Path(f"helm/{chart}/Chart.yaml").read_text(encoding="utf-8"))
    for manifest in rendered(chart):
        assert (
            manifest["metadata"]["labels"].items()
            >= {
                "app.kubernetes.io/name": chart,
                "app.kubernetes.io/instance": chart,
                "app.kubernetes.io/managed-by": "Helm",
                "helm.sh/chart": f"{chart}-{about['version']}",
            }.items()
        )


def test_kube_score_finds_nothing_but_what_is_waived() -> None:
    options = ("--kubernetes-version=v1.35", "--enable-optional-test=container-seccomp-profile")
    manifests = yaml.safe_dump_all(rendered("database-provisioning"))
    done = tool("kube-score", "score", "-", *options, "--exit-one-on-warning", stdin=manifests)
    assert done.returncode == 0, done.stdout
