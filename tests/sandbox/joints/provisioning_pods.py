"""The pod of the platform's own Job, and what stands around it, as tests make them up."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.command import Failure
from sandbox.joints import jobs
from sandbox.joints.provisioning import ARGUMENTS, FOLDER, RELEASE
from terraform_json.types import Json

SCRIPT = "SELECT 'made';"


CONFIG_MAP = f"/api/v1/namespaces/{RELEASE}/configmaps/make"


JOB = f"/apis/batch/v1/namespaces/{RELEASE}/jobs/make"


PATHS = {"files": CONFIG_MAP, "job": JOB}


HOST = "platform.cluster-abc.eu-west-1.rds.amazonaws.com"


@dataclass
class FakeApi:
    """A control plane that holds objects, and notes what it is told."""

    lists: dict[str, list[Json]]
    objects: dict[str, Json]
    patches: list[tuple[str, Json]] = field(default_factory=list)

    def items(self, path: str, **_: str) -> list[Json]:
        """Return the objects of a list."""
        return self.lists.get(path, [])

    def get(self, path: str) -> Json | None:
        """Return an object, if there is one."""
        return self.objects.get(path)

    def patch(self, path: str, body: Json) -> Json:
        """Note a change."""
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
        """Return the server of a host."""
        if host != HOST:
            raise Failure(f"nobody plays {host}")
        psql = self.folder / "psql"
        return FakeServer(
            type("Programs", (), {"psql": psql}), {"PGHOSTADDR": "127.9.9.9", "PGSSLROOTCERT": "ca"}
        )

    def tell_logins(self) -> None:
        """Count that it was asked to."""
        self.told += 1


def pod(**container: object) -> Json:
    """Return a pod of the platform's Job that runs on a simulated node."""
    wanted = {"name": "master-secret"}
    return {
        "metadata": {
            "name": "make-1",
            "namespace": RELEASE,
            "uid": "uid-1",
            "labels": {jobs.LABEL: "make"},
            "ownerReferences": [
                {"kind": "Job", "name": "make", "uid": "uid-of-make", "controller": True}
            ],
        },
        "spec": {
            "containers": [
                {
                    "command": ["psql"],
                    "args": [*ARGUMENTS],
                    "env": [
                        {"name": "PGHOST", "value": HOST},
                        {"name": "PGSSLROOTCERT", "value": f"{FOLDER}/ca.pem"},
                        {"name": "PGUSER", "valueFrom": {"secretKeyRef": wanted | {"key": "user"}}},
                        {
                            "name": "PGPASSWORD",
                            "valueFrom": {"secretKeyRef": wanted | {"key": "p"}},
                        },
                    ],
                    "volumeMounts": [
                        {"name": "files", "mountPath": FOLDER},
                        {"name": "token", "mountPath": "/var/run/secrets"},
                    ],
                    **container,
                }
            ],
            "volumes": [
                {"name": "files", "configMap": {"name": "make"}},
                {"name": "token", "projected": {}},
            ],
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
    labels = dict.fromkeys(("app.kubernetes.io/name", "app.kubernetes.io/instance"), RELEASE)
    labels["app.kubernetes.io/managed-by"] = "Helm"
    return FakeApi(
        {
            f"/api/v1/namespaces/{RELEASE}/pods": [one],
            f"/apis/external-secrets.io/v1/namespaces/{RELEASE}/externalsecrets": [external],
        },
        {
            CONFIG_MAP: {"data": {"script.sql": SCRIPT}},
            JOB: {"metadata": {"uid": "uid-of-make", "labels": labels}},
        },
    )
