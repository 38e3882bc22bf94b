"""The Job of the chart, installed in a real control plane and executed by a real PostgreSQL."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.database import ApplicationDatabase
from config.aws.rds_authorities import database_authorities
from constructs.database.provisioning import provisioning_script
from sandbox.databases import programs, services
from sandbox.databases.runs import failed
from sandbox.inside.status import not_executed
from sandbox.inside.step import Release
from sandbox.joints.jobs import LABEL
from sandbox.joints.provisioning import RELEASE
from sandbox.kubernetes import LocalControlPlane, custom_resources
from sandbox.paths import OUTPUT
from terraform_json.types import Json
from tests.patience import PATIENCE_SECONDS, eventually
from tests.sandbox.joints.synthesized import synthesized

CHART = RELEASE
BROKEN = "SELECT 1;\nALTER ROLE nobody LOGIN;\nSELECT 'never'"
SHOP = ApplicationDatabase(application="shop")


@dataclass(frozen=True, kw_only=True)
class Provisioned:
    """A local AWS with an Aurora cluster, and the chart installed beside it.

    Attributes:
        plane: The control plane.
        databases: The folder of the database servers.
    """

    plane: LocalControlPlane
    databases: Path

    def kubectl(self, *arguments: str) -> Json:
        """Run kubectl in the namespace of the chart; return what it answers."""
        where = (f"--namespace={CHART}", "--output=json")
        answer: Json = yaml.safe_load(self.plane.run("kubectl", *arguments, *where))
        return answer

    def terminated(self, job: str) -> Json:
        """Return how the container of a Job ended, the last time that it was tried."""
        pods = self.kubectl("get", "pods", f"--selector={LABEL}={job}")["items"]
        last = max(pods, key=lambda pod: str(pod["metadata"]["creationTimestamp"]))
        found: Json = last["status"]["containerStatuses"][0]["state"]["terminated"]
        return found


def provisioning(cluster: Json) -> Release:
    """Return the release of the chart for an Aurora cluster."""
    values = {
        "sql": provisioning_script([SHOP]),
        "host": cluster["Endpoint"],
        "port": cluster["Port"],
        "cidrs": ["10.0.96.0/24"],
        "caBundle": database_authorities("eu-west-1"),
        "masterSecretArn": cluster["MasterUserSecret"]["SecretArn"],
        "roleArn": "arn:aws:iam::111122223333:role/master-secret-reader",
        "region": "eu-west-1",
    }
    return Release(
        address=f"helm_release.{CHART}",
        name=CHART,
        namespace=CHART,
        chart=Path("helm") / CHART,
        values=(yaml.safe_dump(values),),
        timeout_seconds=600,
    )


@pytest.fixture(scope="module")
def provisioned(joined: Any) -> Iterator[Provisioned]:  # noqa: ANN401 - of conftest.py
    """Make a cluster, a node that takes the Job, and what the Job needs; install the chart."""
    if reason := programs.missing():
        pytest.skip(reason)
    rds, eks = joined.client("rds"), joined.client("eks")
    made = rds.create_db_cluster(
        DBClusterIdentifier="platform",
        Engine="aurora-postgresql",
        EngineVersion="17.9",
        MasterUsername="platform_admin",
        ManageMasterUserPassword=True,
    )["DBCluster"]
    subnet = joined.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    name = {"clusterName": "joined", "nodegroupName": "databases"}
    eks.create_nodegroup(
        **name,
        subnets=[subnet],
        nodeRole=f"arn:aws:iam::{joined.config.account_id}:role/cluster",
        scalingConfig={"minSize": 0, "desiredSize": 1, "maxSize": 1},
        instanceTypes=["m7i.large"],
        amiType="BOTTLEROCKET_x86_64",
        labels={"node": "apps"},
    )
    there = Provisioned(
        plane=LocalControlPlane(directory=joined.folder, logs=joined.folder.with_name("logs")),
        databases=joined.folder.with_name("databases"),
    )
    output = joined.folder.with_name(OUTPUT.name)
    synthesized(output, provisioning_script([SHOP]), BROKEN)
    custom_resources.install(there.plane, custom_resources.EXTERNAL_SECRETS)
    there.plane.run("kubectl", "create", "namespace", CHART)
    release = provisioning(made)
    release.do(there.plane)
    yield there
    there.plane.run(*release.undo)
    there.plane.run("kubectl", "delete", "namespace", CHART, "--wait=false")
    rds.delete_db_cluster(DBClusterIdentifier="platform", SkipFinalSnapshot=True)
    eks.delete_nodegroup(**name)
    eventually(lambda: not joined.nodes())


def test_the_job_makes_the_database_that_its_applications_login_opens(
    provisioned: Provisioned,
) -> None:
    (job,) = provisioned.kubectl("get", "jobs")["items"]
    assert provisioned.terminated(job["metadata"]["name"])["reason"] == "Completed"
    assert services.read(provisioned.databases) == [SHOP.name]
    client = programs.find(0).psql
    opened = subprocess.run(
        [client, "--no-psqlrc", "--tuples-only", "--no-align"],
        env={
            "PATH": os.defpath,
            "PGSERVICEFILE": str(provisioned.databases / services.FILE),
            "PGSERVICE": SHOP.name,
        },
        input="CREATE TABLE made (id int); SELECT session_user, current_user, current_database()",
        capture_output=True,
        text=True,
        check=False,
    )
    assert opened.stdout.splitlines() == ["CREATE TABLE", f"{SHOP.login}|{SHOP.owner}|{SHOP.name}"]


def test_a_script_with_an_error_fails_its_job_and_says_why(provisioned: Provisioned) -> None:
    (job,) = provisioned.kubectl("get", "jobs")["items"]
    pod = job["spec"]["template"]["spec"]
    pod["volumes"] = [{"name": "files", "configMap": {"name": "broken"}}]
    broken = {
        "apiVersion": "v1",
        "kind": "List",
        "items": [
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": "broken"},
                "data": {"script.sql": BROKEN},
            },
            {
                "apiVersion": "batch/v1",
                "kind": "Job",
                "metadata": {"name": "broken", "labels": job["metadata"]["labels"]},
                "spec": {"backoffLimit": 0, "template": {"spec": pod}},
            },
        ],
    }
    there = f"--namespace={CHART}"
    provisioned.plane.run("kubectl", "create", there, "--filename=-", stdin=yaml.safe_dump(broken))

    def has_failed() -> bool:
        status = provisioned.kubectl("get", "job", "broken")["status"]
        return "Failed" in {each["type"] for each in status.get("conditions", ())}

    eventually(has_failed)
    terminated = provisioned.terminated("broken")
    assert (terminated["exitCode"], terminated["reason"]) == (3, "Error")
    assert 'role "nobody" does not exist' in terminated["message"]
    assert "never" not in terminated["message"]
    (run,) = failed(provisioned.databases)
    assert run.job == "broken"


def test_a_job_of_another_namespace_is_told_as_not_executed_also_when_it_is_gone(
    provisioned: Provisioned,
    joined: Any,  # noqa: ANN401 - of conftest.py
) -> None:
    job = provisioned.kubectl("get", "jobs")["items"][0]
    elsewhere: Json = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "elsewhere", "labels": job["metadata"]["labels"]},
        "spec": {"template": {"spec": job["spec"]["template"]["spec"]}},
    }
    elsewhere["spec"]["template"]["spec"]["serviceAccountName"] = "default"
    run, there = provisioned.plane.run, "--namespace=default"
    run("kubectl", "create", there, "--filename=-", stdin=yaml.safe_dump(elsewhere))
    run(
        "kubectl",
        "wait",
        there,
        "job/elsewhere",
        "--for=condition=Complete",
        f"--timeout={PATIENCE_SECONDS}s",
    )
    told = not_executed(joined.api)
    run("kubectl", "delete", there, "job/elsewhere")
    eventually(lambda: not joined.api.items("/api/v1/namespaces/default/pods"))
    assert [told, not_executed(joined.api)] == [["default/elsewhere"]] * 2
