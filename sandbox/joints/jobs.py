"""Executes the pods of Jobs that kwok would only mark complete, where this machine can.

It plays the kubelet for a pod whose program is `psql`: with the pod's own arguments, variables and
files, against the server that plays the host it names, and with the secrets that external-secrets
would have brought. The Job's own controller then sees it succeed or fail, and tries again.
"""

import logging
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ops.command import Failure
from sandbox.databases.runs import Run
from sandbox.joints.databases import Databases
from sandbox.joints.secret_values import secret_property
from sandbox.kubernetes.api import Api
from terraform_json.types import Json

PROGRAM: Final = "psql"
LABEL: Final = "batch.kubernetes.io/job-name"
SECONDS: Final = 120
"""When a program is ended; the nodes wait for it meanwhile."""
MESSAGE_CHARACTERS: Final = 2048
"""How much of a log Kubernetes keeps as a container's termination message:
https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/"""
_EXTERNAL_SECRETS: Final = "/apis/external-secrets.io/v1/namespaces/{}/externalsecrets"
_log = logging.getLogger(__name__)


def follow(api: Api, account: str, databases: Databases, folder: Path) -> None:
    """Execute the pods of Jobs that run, one by one.

    Args:
        api: The API of the control plane.
        account: The account of the local AWS.
        databases: The database servers.
        folder: A folder for the files of pods, and for what became of Jobs.

    Raises:
        Failure: The API does not answer.
    """
    for pod in api.items("/api/v1/pods", labelSelector=LABEL):
        if pod["status"].get("phase") == "Running" and _program(pod) == PROGRAM:
            _Jobs(api, account, databases, folder).execute(pod)


@dataclass(frozen=True)
class _Jobs:
    api: Api
    account: str
    databases: Databases
    folder: Path

    def execute(self, pod: Json) -> None:
        began, name = datetime.now(UTC), pod["metadata"]["labels"][LABEL]
        try:
            exit_code, output = self._run(pod)
        except Failure as failure:
            exit_code, output = 1, f"The sandbox cannot execute it: {failure}"
        _log.info("the Job %s ended with exit status %s: %s", name, exit_code, output)
        Run(job=name, exit_code=exit_code, output=output, ended=time.time()).write(self.folder)
        metadata = pod["metadata"]
        path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}/status"
        self.api.patch(path, {"status": _ended(pod, exit_code, output, began)})

    def _run(self, pod: Json) -> tuple[int, str]:
        namespace, container = pod["metadata"]["namespace"], pod["spec"]["containers"][0]
        files = self.folder / pod["metadata"]["uid"]
        try:
            mounts = self._mounted(namespace, pod["spec"].get("volumes", ()), container, files)
            arguments = [_moved(text, mounts) for text in container.get("args", ())]
            variables = {
                each["name"]: _moved(self._value(namespace, each), mounts)
                for each in container.get("env", ())
            }
            server = self.databases.server(variables.get("PGHOST", ""))
            # What a name leads to here, and who vouches for it, is ours.
            given = {"PATH": os.defpath, "HOME": str(self.folder), **variables, **server.mapping}
            ended = _ended_program([str(server.programs.psql), *arguments], given)
        finally:
            shutil.rmtree(files, ignore_errors=True)
        self.databases.tell_logins()
        return ended

    def _mounted(
        self, namespace: str, volumes: list[Json], container: Json, files: Path
    ) -> dict[str, Path]:
        """Write the files of a pod's ConfigMaps; return where each path of the pod is now."""
        maps = {each["name"]: each["configMap"]["name"] for each in volumes if "configMap" in each}
        mounts = {}
        for mount in container.get("volumeMounts", ()):
            if mount["name"] not in maps:
                raise Failure(f"the volume {mount['name']} is no ConfigMap")
            name = maps[mount["name"]]
            found = self.api.get(f"/api/v1/namespaces/{namespace}/configmaps/{name}") or {}
            folder = files / mount["name"]
            folder.mkdir(parents=True)
            for key, text in found.get("data", {}).items():
                (folder / key).write_text(text, encoding="utf-8")
            mounts[mount["mountPath"]] = folder
        return mounts

    def _value(self, namespace: str, variable: Json) -> str:
        """Return the value of a variable; a secret's comes from where external-secrets has it."""
        if "valueFrom" not in variable:
            return str(variable.get("value", ""))
        wanted = variable["valueFrom"].get("secretKeyRef")
        if wanted is None:
            raise Failure(f"the variable {variable['name']} comes from neither text nor Secret")
        for secret in self.api.items(_EXTERNAL_SECRETS.format(namespace)):
            if secret["spec"]["target"]["name"] != wanted["name"]:
                continue
            for each in secret["spec"]["data"]:
                if each["secretKey"] == wanted["key"]:
                    source = each["remoteRef"]
                    return secret_property(self.account, source["key"], source["property"])
        raise Failure(f"no ExternalSecret brings {wanted['key']} of the Secret {wanted['name']}")


def _program(pod: Json) -> str:
    """Return the program of a pod; an empty text where its image decides."""
    return "".join(pod["spec"]["containers"][0].get("command", ())[:1])


def _moved(text: str, mounts: dict[str, Path]) -> str:
    """Return a text with the paths of the pod as they are on this machine."""
    for path, folder in mounts.items():
        text = text.replace(f"{path}/", f"{folder.resolve()}/")
    return text


def _ended_program(command: list[str], variables: dict[str, str]) -> tuple[int, str]:
    try:
        done = subprocess.run(
            ["setpriv", "--pdeathsig=KILL", "--", *command],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1, f"It was ended after {SECONDS} seconds."
    return done.returncode, done.stdout.strip()


def _ended(pod: Json, exit_code: int, output: str, began: datetime) -> Json:
    """Return the status of a pod whose program has ended, as the kubelet would write it."""
    terminated = {
        "exitCode": exit_code,
        "reason": "Error" if exit_code else "Completed",
        "message": output[-MESSAGE_CHARACTERS:],
        "startedAt": f"{began:%Y-%m-%dT%H:%M:%SZ}",
        "finishedAt": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    status = pod["status"]
    container = status["containerStatuses"][0]
    ended = {"ready": False, "started": False, "state": {"terminated": terminated}}
    return {
        "phase": "Failed" if exit_code else "Succeeded",
        "conditions": [
            each | ({"reason": "PodCompleted"} if each["status"] == "False" else {})
            for each in status.get("conditions", ())
        ],
        "containerStatuses": [container | ended],
    }
