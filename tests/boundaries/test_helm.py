"""What people write arrives in Helm's values as it was written, whatever it looks like."""

import base64
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from cdktf import TerraformStack, Testing
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ops.programs import program
from stacks.platform import build_platform
from terraform_json.types import Json
from tests.boundaries.attacks import changed
from tests.boundaries.awkward import AWKWARD
from tests.boundaries.evaluated import evaluated
from tests.boundaries.files import ENVIRONMENT, VALUES, application_of, environment_of
from tests.conftest import SEED

text = st.sampled_from(AWKWARD) | st.text(max_size=30)
trees = st.recursive(
    text | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=30,
)

TEMPLATE = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: read
data:
  values: {{ .Values | toJson | b64enc }}
"""


@pytest.fixture(scope="module")
def read_by_helm(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Json]:
    """Return a function that gives what a chart's templates see of values."""
    chart = tmp_path_factory.mktemp("chart")
    (chart / "templates").mkdir()
    (chart / "templates" / "read.yaml").write_text(TEMPLATE, encoding="utf-8")
    described = "apiVersion: v2\nname: read\nversion: 1.0.0\n"
    (chart / "Chart.yaml").write_text(described, encoding="utf-8")
    command = [str(program("helm")), "template", "read", str(chart), "--values=-"]

    def read(values: str) -> Json:
        done = subprocess.run(command, input=values.encode(), capture_output=True, check=True)
        manifest = yaml.safe_load(done.stdout)
        found: Json = json.loads(base64.b64decode(manifest["data"]["values"]))
        return found

    return read


@pytest.fixture
def arrived(
    tmp_path: Path,
    synthesize: Callable[[TerraformStack], Json],
    read_by_helm: Callable[[str], Json],
) -> Callable[[Json, Json], tuple[Json, Json]]:
    """Return a function that takes values of an addon and of an application all the way to Helm."""

    def read(addon: Json, application: Json) -> tuple[Json, Json]:
        path = ("addons", "releases", "metrics-server", "values")
        config = environment_of(changed(ENVIRONMENT, path, addon))
        applications = [application_of(tmp_path, application, {})]
        *_, k8s = build_platform(Testing.app(), config, applications)
        data = synthesize(k8s)
        strings = [values_of(data, "metrics-server")[-1], values_of(data, "cart")[0]]
        first, second = map(read_by_helm, evaluated(strings, tmp_path))
        return first, second

    return read


def values_of(data: Json, release: str) -> list[str]:
    """Return the texts of values of a release."""
    (found,) = [
        each for each in data["resource"]["helm_release"].values() if each["name"] == release
    ]
    values: list[str] = found["values"]
    return values


@seed(SEED)
# Shrinking takes minutes and gains nothing: a failure names the text that did not arrive.
@settings(
    max_examples=10,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tree=st.dictionaries(text, trees, max_size=30), texts=st.lists(text, max_size=40))
def test_values_of_applications_and_addons_arrive(
    arrived: Callable[[Json, Json], tuple[Json, Json]], tree: Json, texts: list[str]
) -> None:
    # Every awkward text stands somewhere in every example, so that none depends on a draw.
    every = [*AWKWARD, *texts]
    addon = tree | {"keys": dict.fromkeys(every, "value"), "deep": [{"list": [every]}]}
    # A container's arguments and variables end where NUL stands: refused.
    passed = [each for each in every if "\0" not in each]
    application = VALUES | {
        "args": passed,
        "env": {f"TEXT_{index}": each for index, each in enumerate(passed)},
        "config": {"mountPath": "/etc/cart", "files": {"last": "text\n\n\n"}},
    }
    read_addon, read_application = arrived(addon, application)
    assert read_addon == addon
    assert read_application == application | {"peers": {"calls": [], "calledBy": []}}


def test_a_reference_to_a_number_is_not_quoted(
    synthesize: Callable[[TerraformStack], Json], tmp_path: Path
) -> None:
    application = application_of(tmp_path, VALUES, {"database": True})
    *_, k8s = build_platform(Testing.app(), environment_of(ENVIRONMENT), [application])
    data = synthesize(k8s)
    for release in ("cart", "database-provisioning"):
        assert '"port": ${data.terraform_remote_state.' in values_of(data, release)[-1]
