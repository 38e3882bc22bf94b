"""The platform's own Job is run, against what it names, and nothing else is."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from config.model import EnvironmentConfig
from ops.command import Failure
from sandbox.databases.runs import failed
from sandbox.joints import jobs
from sandbox.joints.provisioning import ARGUMENTS, FOLDER
from sandbox.terraform.aws_half import WHOLE
from terraform_json.types import Json
from tests.fixtures.account import aws
from tests.sandbox.joints.provisioning_pods import (
    HOST,
    PATHS,
    SCRIPT,
    FakeDatabases,
    api,
    pod,
)
from tests.sandbox.joints.synthesized import synthesized

__all__ = ["aws"]

SAYS_ALL = """#!/bin/sh
echo "$PGHOST at $PGHOSTADDR as $PGUSER with $PGPASSWORD trusting $PGSSLROOTCERT"
cat "${3#--file=}"
"""


@pytest.fixture
def databases(tmp_path: Path) -> FakeDatabases:
    """Databases with a client that says what it is given."""
    client = tmp_path / "psql"
    client.write_text(SAYS_ALL)
    client.chmod(0o755)
    return FakeDatabases(tmp_path)


@pytest.fixture
def secret(aws: None) -> str:
    """The ARN of the master's secret."""
    assert aws is None
    text = json.dumps({"username": "platform_admin", "password": "p"})
    manager: Any = boto3.client("secretsmanager", region_name="eu-west-1")
    arn: str = manager.create_secret(Name="rds!cluster", SecretString=text)["ARN"]
    return arn


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder of synthesized stacks, with the release and its script."""
    return synthesized(tmp_path / "cdktf.out", SCRIPT)


@dataclass
class Ended:
    """What became of a pod."""

    status: Json
    path: str

    @property
    def terminated(self) -> Json:
        """How its container ended."""
        found: Json = self.status["containerStatuses"][0]["state"]["terminated"]
        return found


@pytest.fixture
def followed(
    staging_config: EnvironmentConfig, databases: FakeDatabases, output: Path, tmp_path: Path
) -> jobs.Jobs:
    """The Jobs of a control plane."""
    there: Any = databases
    account = staging_config.account_id
    return jobs.Jobs(account=account, databases=there, folder=tmp_path / "runs", output=output)


@pytest.fixture
def executed(followed: jobs.Jobs, secret: str) -> Any:  # noqa: ANN401 - a function
    """Return a function that has a pod executed."""

    def execute(one: Json, *, secret: str = secret, **objects: Json) -> Ended | None:
        there: Any = api(one, secret)
        there.objects.update({PATHS[name]: each for name, each in objects.items()})
        followed.follow(there)
        if not there.patches:
            return None
        ((path, body),) = there.patches
        return Ended(body["status"], path)

    return execute


def test_a_pod_succeeds_with_what_its_program_said(executed: Any) -> None:  # noqa: ANN401
    ended = executed(pod())
    assert ended.path == "/api/v1/namespaces/database-provisioning/pods/make-1/status"
    assert ended.status["phase"] == "Succeeded"
    assert (ended.terminated["exitCode"], ended.terminated["reason"]) == (0, "Completed")
    assert ended.terminated["message"] == (
        f"{HOST} at 127.9.9.9 as platform_admin with p trusting ca\nSELECT 'made';"
    )


def test_it_is_executed_also_where_terraform_deploys_the_whole_stack(
    executed: Any,  # noqa: ANN401 - a function
    output: Path,
) -> None:
    stack = output / "stacks/apps"
    (stack / WHOLE).rename(stack / "cdk.tf.json")
    assert executed(pod()).terminated["exitCode"] == 0


def test_its_files_are_gone_afterwards_and_the_logins_are_told(
    executed: Any,  # noqa: ANN401
    databases: FakeDatabases,
    tmp_path: Path,
) -> None:
    executed(pod())
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["make.run.json"]
    assert databases.told == 1


def variable(name: str, **source: object) -> Json:
    """Return a container with a variable."""
    return {"env": [{"name": name, **source}]}


def secret_of(name: str) -> Json:
    """Return where a variable comes from."""
    return {"valueFrom": {"secretKeyRef": {"name": name, "key": "x"}}}


@pytest.mark.parametrize(
    ("container", "reason"),
    [
        (variable("PGHOST", value="elsewhere"), "nobody plays elsewhere"),
        (
            variable("PGHOST", valueFrom={"fieldRef": {"fieldPath": "metadata.name"}}),
            "the variable PGHOST comes from neither text nor Secret",
        ),
        (
            variable("PGHOST", **secret_of("other")),
            "no ExternalSecret brings x of the Secret other",
        ),
        # What an administrator of the cluster could make of it, to run as who runs the sandbox:
        (variable("PATH", value="/home/evil"), "it sets variables (PATH)"),
        (variable("LD_PRELOAD", value="/home/evil/a.so"), "it sets variables (LD_PRELOAD)"),
        (variable("PSQLRC", value="/home/evil/rc"), "it sets variables (PSQLRC)"),
        (variable("PGSERVICEFILE", value="/home/evil/s"), "it sets variables (PGSERVICEFILE)"),
        ({"envFrom": [{"configMapRef": {"name": "make"}}]}, "it sets variables (of envFrom)"),
        ({"args": [*ARGUMENTS, "--command=\\! id"]}, "its arguments are not --no-psqlrc"),
        ({"args": ["--file=/home/evil/x.sql"]}, "its arguments are not --no-psqlrc"),
        ({"command": ["psql", "--command=\\! id"]}, "its command is more than psql"),
        ({"volumeMounts": []}, "it has no ConfigMap at /provisioning"),
        (
            {"volumeMounts": [{"name": "other", "mountPath": FOLDER}]},
            "it has no ConfigMap at /provisioning",
        ),
        # What nobody thought of:
        ({"env": None}, "TypeError"),
    ],
)
def test_a_pod_fails_with_the_reason(
    executed: Any,  # noqa: ANN401
    tmp_path: Path,
    container: Json,
    reason: str,
) -> None:
    ended = executed(pod(**container))
    assert ended.status["phase"] == "Failed"
    assert (ended.terminated["exitCode"], ended.terminated["reason"]) == (1, "Error")
    assert reason in ended.terminated["message"]
    (run,) = failed(tmp_path / "runs")
    assert (run.job, reason in run.output) == ("make", True)


@pytest.mark.parametrize(
    ("secret", "reason"),
    [("arn:aws:secretsmanager:eu-west-1:1:secret:gone", "the local AWS has no secret arn:aws:")],
)
def test_a_secret_that_is_not_there_is_told(
    executed: Any,  # noqa: ANN401
    secret: str,
    reason: str,
) -> None:
    assert reason in executed(pod(), secret=secret).terminated["message"]


def test_a_program_that_hangs_is_ended(
    executed: Any,  # noqa: ANN401
    databases: FakeDatabases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "SECONDS", 0.2)
    (databases.folder / "psql").write_text("#!/bin/sh\nexec sleep 600\n")
    assert "ended after 0.2 seconds" in executed(pod()).terminated["message"]


@pytest.mark.parametrize(
    ("objects", "reason"),
    [
        (
            {"files": {"data": {"script.sql": "\\! id"}}},
            "its script.sql is in no synthesized stack",
        ),
        ({"files": {}}, "its script.sql is in no synthesized stack"),
        ({"job": {"metadata": {"uid": "another"}}}, "the Job make did not make the pod"),
        ({"job": {"metadata": {"uid": "uid-of-make"}}}, "the Job make is not of the release"),
    ],
)
def test_what_is_not_the_platforms_is_not_executed(
    executed: Any,  # noqa: ANN401
    databases: FakeDatabases,
    objects: dict[str, Json],
    reason: str,
) -> None:
    assert reason in executed(pod(), **objects).terminated["message"]
    assert databases.told == 0


@pytest.mark.parametrize("owners", [[], [{"kind": "ReplicaSet", "name": "a", "controller": True}]])
def test_a_pod_that_no_job_made_is_not_executed(
    executed: Any,  # noqa: ANN401
    owners: list[Json],
) -> None:
    one = pod()
    one["metadata"]["ownerReferences"] = owners
    assert "no Job made the pod" in executed(one).terminated["message"]


@pytest.mark.parametrize("others", ["containers", "initContainers"])
def test_a_pod_with_another_container_is_not_executed(
    executed: Any,  # noqa: ANN401
    others: str,
) -> None:
    one = pod()
    one["spec"].setdefault(others, []).append({"name": "other"})
    assert "it has more than one container" in executed(one).terminated["message"]


def test_a_pod_is_not_executed_again_where_its_end_could_not_be_told(
    followed: jobs.Jobs, databases: FakeDatabases, secret: str
) -> None:
    there: Any = api(pod(), secret)
    lost = [0]

    def lose(*_: object) -> Json:
        lost[0] += 1
        raise Failure("the API does not answer")

    there.patch = lose
    with pytest.raises(Failure):
        followed.follow(there)
    del there.patch
    followed.follow(there)
    assert (lost, databases.told, len(there.patches)) == ([1], 1, 1)


@pytest.mark.parametrize("command", [["sh", "-c", "psql"], []])
def test_no_other_program_is_executed(executed: Any, command: list[str]) -> None:  # noqa: ANN401
    assert executed(pod(command=command)) is None


def test_a_pod_is_executed_once(executed: Any) -> None:  # noqa: ANN401
    one = pod()
    one["status"]["phase"] = "Succeeded"
    assert executed(one) is None


def test_nothing_of_the_users_own_settings_is_seen(
    executed: Any,  # noqa: ANN401
    databases: FakeDatabases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c role=other")
    (databases.folder / "psql").write_text("#!/bin/sh\nenv\n")
    assert "PGOPTIONS" not in executed(pod()).terminated["message"]
    assert os.environ["PGOPTIONS"]
