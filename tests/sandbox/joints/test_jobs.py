"""Jobs: what their pods say is run, against what they name."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest

from config.model import EnvironmentConfig
from ops.command import Failure
from sandbox.databases.runs import failed_since
from sandbox.joints import jobs
from terraform_json.types import Json
from tests.fixtures.account import aws

__all__ = ["aws"]

HOST = "platform.cluster-abc.eu-west-1.rds.amazonaws.com"
SAYS_ALL = """#!/bin/sh
echo "$PGHOST at $PGHOSTADDR as $PGUSER with $PGPASSWORD trusting $PGSSLROOTCERT"
cat "${1#--file=}"
"""


@dataclass
class FakeApi:
    """A control plane that holds objects, and notes what it is told."""

    lists: dict[str, list[Json]]
    objects: dict[str, Json]
    patches: list[tuple[str, Json]] = field(default_factory=list)

    def items(self, path: str, **_: str) -> list[Json]:
        return self.lists.get(path, [])

    def get(self, path: str) -> Json | None:
        return self.objects.get(path)

    def patch(self, path: str, body: Json) -> Json:
        self.patches.append((path, body))
        return body


@dataclass
class FakeServer:
    """A database server, as far as a client needs it."""

    programs: Any
    mapping: dict[str, str]


@dataclass
class FakeDatabases:
    """A database server at one host."""

    folder: Path
    told: int = 0

    def server(self, host: str) -> FakeServer:
        if host != HOST:
            raise Failure(f"nobody plays {host}")
        psql = self.folder / "psql"
        return FakeServer(
            type("Programs", (), {"psql": psql}), {"PGHOSTADDR": "127.9.9.9", "PGSSLROOTCERT": "ca"}
        )

    def tell_logins(self) -> None:
        self.told += 1


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


def pod(**container: object) -> Json:
    """Return a pod of a Job that runs on a simulated node."""
    wanted = {"name": "master-secret"}
    return {
        "metadata": {
            "name": "make-1",
            "namespace": "data",
            "uid": "uid-1",
            "labels": {jobs.LABEL: "make"},
        },
        "spec": {
            "containers": [
                {
                    "command": ["psql"],
                    "args": ["--file=/files/script.sql"],
                    "env": [
                        {"name": "PGHOST", "value": HOST},
                        {"name": "PGSSLROOTCERT", "value": "/files/ca.pem"},
                        {"name": "PGUSER", "valueFrom": {"secretKeyRef": wanted | {"key": "user"}}},
                        {
                            "name": "PGPASSWORD",
                            "valueFrom": {"secretKeyRef": wanted | {"key": "p"}},
                        },
                    ],
                    "volumeMounts": [{"name": "files", "mountPath": "/files"}],
                    **container,
                }
            ],
            "volumes": [{"name": "files", "configMap": {"name": "make"}}],
        },
        "status": {
            "phase": "Running",
            "conditions": [{"type": "Ready", "status": "False", "reason": "ContainersNotReady"}],
            "containerStatuses": [{"name": "psql", "ready": False, "image": "postgres"}],
        },
    }


def api(one: Json, secret: str = "") -> FakeApi:
    """Return a control plane with a pod, its files, and where its secret comes from."""
    data = [
        {"secretKey": "user", "remoteRef": {"key": secret, "property": "username"}},
        {"secretKey": "p", "remoteRef": {"key": secret, "property": "password"}},
    ]
    external = {"spec": {"target": {"name": "master-secret"}, "data": data}}
    return FakeApi(
        {
            "/api/v1/pods": [one],
            "/apis/external-secrets.io/v1/namespaces/data/externalsecrets": [external],
        },
        {"/api/v1/namespaces/data/configmaps/make": {"data": {"script.sql": "SELECT 'made';"}}},
    )


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
def executed(
    staging_config: EnvironmentConfig, databases: FakeDatabases, secret: str, tmp_path: Path
) -> Any:  # noqa: ANN401 - a function
    """Return a function that has a pod executed."""

    def execute(one: Json, *, secret: str = secret) -> Ended | None:
        there: Any = api(one, secret)
        jobs.follow(there, staging_config.account_id, databases, tmp_path / "runs")  # type: ignore[arg-type]
        if not there.patches:
            return None
        ((path, body),) = there.patches
        return Ended(body["status"], path)

    return execute


def test_a_pod_succeeds_with_what_its_program_said(executed: Any) -> None:  # noqa: ANN401
    ended = executed(pod())
    assert ended.path == "/api/v1/namespaces/data/pods/make-1/status"
    assert ended.status["phase"] == "Succeeded"
    assert (ended.terminated["exitCode"], ended.terminated["reason"]) == (0, "Completed")
    assert ended.terminated["message"] == (
        f"{HOST} at 127.9.9.9 as platform_admin with p trusting ca\nSELECT 'made';"
    )


def test_its_files_are_gone_afterwards_and_the_logins_are_told(
    executed: Any,  # noqa: ANN401
    databases: FakeDatabases,
    tmp_path: Path,
) -> None:
    executed(pod())
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["make.run.json"]
    assert databases.told == 1


@pytest.mark.parametrize(
    ("container", "reason"),
    [
        ({"args": ["--file=/files/none.sql"]}, "No such file or directory"),
        ({"env": [{"name": "PGHOST", "value": "elsewhere"}]}, "nobody plays elsewhere"),
        (
            {"env": [{"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]},
            "the variable POD comes from neither text nor Secret",
        ),
        (
            {"env": [{"name": "X", "valueFrom": {"secretKeyRef": {"name": "other", "key": "x"}}}]},
            "no ExternalSecret brings x of the Secret other",
        ),
        (
            {"volumeMounts": [{"name": "other", "mountPath": "/files"}]},
            "the volume other is no ConfigMap",
        ),
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
    (run,) = failed_since(tmp_path / "runs", 0)
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
