import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from config.applications.chart_values import CHART
from config.applications.folder import DATABASE_VARIABLES
from sandbox.kubernetes import LocalControlPlane
from sandbox.kubernetes.schemas import write_schemas

Tool = Callable[..., subprocess.CompletedProcess[str]]

SCORE = (
    "score",
    "-",
    "--kubernetes-version=v1.35",
    "--enable-optional-test=container-seccomp-profile",
    "--exit-one-on-warning",
    "--output-format=json",
)
CRITICAL, WARNING, PASSED = 1, 5, 10


@pytest.fixture(scope="session")
def schemas(
    control_plane: LocalControlPlane,
    custom_resources: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """Return the location of the schemas of everything that the API server knows."""
    del custom_resources
    return write_schemas(control_plane, tmp_path_factory.mktemp("schemas"))


def test_helm_lint_finds_nothing(tool: Tool, files: dict[str, Path], case: str) -> None:
    result = tool("helm", "lint", "--strict", str(CHART), f"--values={files[case]}")
    assert result.returncode == 0, result.stdout


def test_manifests_fit_the_schemas_of_the_api_server(
    tool: Tool, rendered: dict[str, str], schemas: str, case: str
) -> None:
    options = ("-strict", "-summary", f"-schema-location={schemas}")
    result = tool("kubeconform", *options, stdin=rendered[case])
    assert result.returncode == 0, result.stdout
    assert "Skipped: 0" in result.stdout


def test_every_object_carries_its_applications_name(rendered: dict[str, str], case: str) -> None:
    for manifest in yaml.safe_load_all(rendered[case]):
        labels = manifest["metadata"]["labels"]
        assert manifest["metadata"]["name"].startswith(case)
        assert labels["app.kubernetes.io/name"].startswith(case)
        assert labels["app.kubernetes.io/instance"] == case
        assert labels.keys() & {"helm.sh/chart", "app.kubernetes.io/component"}


def test_synth_knows_the_variables_that_a_database_sets(rendered: dict[str, str]) -> None:
    manifests = {item["kind"]: item for item in yaml.safe_load_all(rendered["backend"])}
    container = manifests["Deployment"]["spec"]["template"]["spec"]["containers"][0]
    assert {variable["name"] for variable in container["env"]} == set(DATABASE_VARIABLES)


def test_a_field_that_the_api_server_does_not_know_is_found(
    tool: Tool, rendered: dict[str, str], schemas: str
) -> None:
    wrong = rendered["app1"].replace("maxSurge:", "maxSruge:")
    assert wrong != rendered["app1"]
    result = tool("kubeconform", "-strict", f"-schema-location={schemas}", stdin=wrong)
    assert "maxSruge" in result.stdout


def test_kube_score_finds_nothing_but_what_is_waived(
    tool: Tool, rendered: dict[str, str], case: str
) -> None:
    result = tool("kube-score", *SCORE, stdin=rendered[case])
    assert findings(result.stdout, WARNING) == []
    assert result.returncode == 0


def test_kube_score_has_no_remark_on_the_image_only_application(
    tool: Tool, rendered: dict[str, str]
) -> None:
    result = tool("kube-score", *SCORE, stdin=rendered["app1"])
    assert findings(result.stdout, PASSED - 1) == []


def test_the_image_only_application_waives_the_pull_policy_alone(
    tool: Tool, rendered: dict[str, str]
) -> None:
    options = (*SCORE, "--disable-ignore-checks-annotations")
    result = tool("kube-score", *options, stdin=rendered["app1"])
    assert {check for _, check in findings(result.stdout, WARNING)} == {
        "container-image-pull-policy"
    }


def test_the_unit_tests_of_the_chart_pass(tool: Tool) -> None:
    result = tool("helm-unittest", "--strict", str(CHART))
    assert result.returncode == 0, result.stdout


def test_every_template_has_a_suite() -> None:
    templates = {path.stem for path in (CHART / "templates").rglob("*.yaml")}
    suites = {path.stem.removesuffix("_test") for path in (CHART / "tests").glob("*_test.yaml")}
    assert templates <= suites


def test_the_table_of_values_is_current(tool: Tool) -> None:
    options = (f"--chart-search-root={CHART.resolve()}", "--sort-values-order=file", "--dry-run")
    current = tool("helm-docs", *options).stdout
    readme = (CHART / "README.md").read_text(encoding="utf-8")
    assert readme.strip() == current.strip(), "run `make chart-docs`"


def test_every_value_is_explained() -> None:
    readme = (CHART / "README.md").read_text(encoding="utf-8")
    assert [line for line in readme.splitlines() if line.endswith("|  |")] == []


def findings(output: str, grade: int) -> list[tuple[str, str]]:
    """Return the objects and checks that kube-score grades so or worse, the skipped ones apart."""
    return [
        (item["object_name"], check["check"]["id"])
        for item in json.loads(output)
        for check in item["checks"]
        if check["grade"] <= grade and not check["skipped"]
    ]
