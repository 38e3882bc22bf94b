"""Which Job provisions the databases, and that nobody else reads the master secret."""

import json
from collections.abc import Iterator

import pytest
import yaml

from sandbox.kubernetes import ControlPlaneError, LocalControlPlane
from sandbox.kubernetes.custom_resources import EXTERNAL_SECRETS, install
from terraform_json.types import Json
from tests.helm.addons.test_small_charts import CHARTS, rendered
from tests.patience import PATIENCE_SECONDS

CHART = "database-provisioning"
ESO = "system:serviceaccount:external-secrets:external-secrets"


def run_name(*arguments: str) -> str:
    """Return the name of the Job; its files must have it as well."""
    manifests = {manifest["kind"]: manifest for manifest in rendered(CHART, *arguments)}
    job, files = manifests["Job"], manifests["ConfigMap"]
    (volume,) = job["spec"]["template"]["spec"]["volumes"]
    name: str = job["metadata"]["name"]
    assert volume["configMap"]["name"] == files["metadata"]["name"] == name
    return name


@pytest.mark.parametrize(
    "changed",
    [
        "sql=SELECT 1;",
        "host=other.example.internal",
        "port=5433",
        "caBundle=-----BEGIN CERTIFICATE-----",
        "image.digest=sha256:" + "0" * 64,
    ],
)
def test_what_changes_the_run_is_another_job(changed: str) -> None:
    assert run_name(f"--set={changed}") != run_name()


@pytest.mark.parametrize(
    "changed",
    [
        "roleArn=arn:aws:iam::111122223333:role/other",
        "masterSecretArn=arn:aws:secretsmanager:eu-west-1:111122223333:secret:other",
        "cidrs[0]=10.9.0.0/24",
    ],
)
def test_what_does_not_change_the_run_is_the_same_job(changed: str) -> None:
    assert run_name(f"--set={changed}") == run_name()


@pytest.fixture(scope="module")
def release(control_plane: LocalControlPlane) -> Iterator[LocalControlPlane]:
    """Release the chart into its namespace, `restricted`, and take it away again."""
    install(control_plane, EXTERNAL_SECRETS)
    namespace = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            "name": CHART,
            "labels": {"pod-security.kubernetes.io/enforce": "restricted"},
        },
    }
    control_plane.run("kubectl", "apply", "--filename=-", stdin=yaml.safe_dump(namespace))
    _upgrade(control_plane)
    yield control_plane
    control_plane.run("helm", "uninstall", CHART, f"--namespace={CHART}", "--wait")
    control_plane.run("kubectl", "delete", "namespace", CHART, "--wait=false")


def test_the_job_is_done_before_the_release_is(release: LocalControlPlane) -> None:
    (job,) = _items(release, "jobs")
    assert job["status"]["succeeded"] == 1


def test_the_job_runs_where_the_database_can_be_reached(release: LocalControlPlane) -> None:
    (pod,) = _items(release, "pods")
    node = release.run("kubectl", "get", "node", pod["spec"]["nodeName"], "--output=json")
    assert json.loads(node)["metadata"]["labels"]["node"] == "apps"


def test_the_same_script_does_not_run_again(release: LocalControlPlane) -> None:
    before = [job["metadata"]["uid"] for job in _items(release, "jobs")]
    _upgrade(release)
    assert [job["metadata"]["uid"] for job in _items(release, "jobs")] == before


def test_another_script_runs_in_place_of_the_old_one(release: LocalControlPlane) -> None:
    before = {job["metadata"]["name"] for job in _items(release, "jobs")}
    _upgrade(release, "--set=sql=SELECT 2;")
    (job,) = _items(release, "jobs")
    assert job["metadata"]["name"] not in before
    assert job["status"]["succeeded"] == 1
    _upgrade(release)


def test_external_secrets_may_ask_for_a_token_of_the_reader(release: LocalControlPlane) -> None:
    assert _may_have_a_token(release, "master-secret-reader") == "yes"


def test_external_secrets_may_ask_for_a_token_of_nobody_else(release: LocalControlPlane) -> None:
    with pytest.raises(ControlPlaneError):
        _may_have_a_token(release, CHART)


def _upgrade(cluster: LocalControlPlane, *arguments: str) -> None:
    patience = f"--timeout={PATIENCE_SECONDS}s"
    cluster.run(
        "helm",
        "upgrade",
        CHART,
        f"helm/{CHART}",
        f"--namespace={CHART}",
        "--install",
        "--wait",
        "--wait-for-jobs",
        "--atomic",
        patience,
        *CHARTS[CHART],
        *arguments,
    )


def _items(cluster: LocalControlPlane, kind: str) -> list[Json]:
    listed = cluster.run("kubectl", "get", kind, f"--namespace={CHART}", "--output=json")
    items: list[Json] = json.loads(listed)["items"]
    return items


def _may_have_a_token(cluster: LocalControlPlane, account: str) -> str:
    """Return `yes`; kubectl fails where it would have to say no."""
    what = ("create", f"serviceaccounts/{account}", "--subresource=token", f"--as={ESO}")
    return cluster.run("kubectl", "auth", "can-i", *what, f"--namespace={CHART}").strip()
