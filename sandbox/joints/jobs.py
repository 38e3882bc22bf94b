"""Executes the Job that makes databases, where this machine can; kwok completes all others.

It plays the kubelet for the pods of one release, as `provisioning.py` tells them: psql runs with
the chart's arguments and script and the pod's variables, against the server that plays the host it
names, and with the secrets that external-secrets would have brought. The Job's own controller then
sees it succeed or fail, and tries again.
"""

import logging
import os
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ops.command import Failure
from sandbox.databases.runs import Run
from sandbox.joints.databases import Databases
from sandbox.joints.provisioning import (
    ARGUMENTS,
    FOLDER,
    PROGRAM,
    RELEASE,
    SCRIPT,
    checked_script,
    program_of,
)
from sandbox.joints.secret_values import secret_property
from sandbox.kubernetes.api import Api
from terraform_json.types import Json

LABEL: Final = "batch.kubernetes.io/job-name"
SECONDS: Final = 120
"""When a program is ended; the nodes wait for it meanwhile. The script can run again."""
MESSAGE_CHARACTERS: Final = 2048
"""How much of a log Kubernetes keeps as a container's termination message:
https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/"""
_EXTERNAL_SECRETS: Final = "/apis/external-secrets.io/v1/namespaces/{}/externalsecrets"
_PODS: Final = f"/api/v1/namespaces/{RELEASE}/pods"
_log = logging.getLogger(__name__)


class Jobs:
    """The pods that are executed, each once.

    Args:
        account: The account of the local AWS.
        databases: The database servers.
        folder: A folder for the files of pods, and for what became of Jobs.
        output: The folder of the synthesized stacks.
    """

    def __init__(self, *, account: str, databases: Databases, folder: Path, output: Path) -> None:
        self._account = account
        self._databases = databases
        self._folder = folder
        self._output = output
        self._ended: dict[str, Json] = {}

    def follow(self, api: Api) -> None:
        """Execute the pods that run, one by one.

        Args:
            api: The API of the control plane.

        Raises:
            Failure: The API does not answer. A pod that has ended is told so by the next call.
        """
        pods = api.items(_PODS)
        known = {pod["metadata"]["uid"] for pod in pods}
        self._ended = {uid: each for uid, each in self._ended.items() if uid in known}
        for pod in pods:
            if pod["status"].get("phase") != "Running" or program_of(pod) != PROGRAM:
                continue
            uid = pod["metadata"]["uid"]
            if uid not in self._ended:
                self._ended[uid] = self._execute(api, pod)
            path = f"{_PODS}/{pod['metadata']['name']}/status"
            api.patch(path, {"status": self._ended[uid]})

    def _execute(self, api: Api, pod: Json) -> Json:
        began = datetime.now(UTC)
        name = pod["metadata"].get("labels", {}).get(LABEL, pod["metadata"]["name"])
        try:
            exit_code, output = self._run(api, pod)
        except Failure as failure:
            exit_code, output = 1, f"The sandbox cannot execute it: {failure}"
        except Exception as error:  # noqa: BLE001 - it is logged as a whole, and the pod's failure
            _log.exception("the Job %s", name)
            exit_code, output = 1, f"The sandbox cannot execute it: {error!r}"
        _log.info("the Job %s ended with exit status %s: %s", name, exit_code, output)
        Run(job=name, exit_code=exit_code, output=output, ended=time.time()).write(self._folder)
        return _ended(pod, exit_code, output, began)

    def _run(self, api: Api, pod: Json) -> tuple[int, str]:
        script = checked_script(api, pod, self._output)
        variables = {
            each["name"]: self._value(api, each) for each in pod["spec"]["containers"][0]["env"]
        }
        server = self._databases.server(variables.get("PGHOST", ""))
        files = (self._folder / pod["metadata"]["uid"]).resolve()
        files.mkdir(mode=0o700, parents=True)
        try:
            (files / SCRIPT).write_text(script, encoding="utf-8")
            arguments = [each.replace(f"{FOLDER}/", f"{files}/") for each in ARGUMENTS]
            # What the variables lead to here, and who vouches for it, is ours.
            ours = {"PATH": os.defpath, "HOME": str(files), **server.mapping}
            ended = _ended_program(
                [str(server.programs.psql.absolute()), *arguments], variables | ours
            )
        finally:
            shutil.rmtree(files)
        self._databases.tell_logins()
        return ended

    def _value(self, api: Api, variable: Json) -> str:
        """Return the value of a variable; a secret's comes from where external-secrets has it."""
        if "valueFrom" not in variable:
            return str(variable.get("value", ""))
        wanted = variable["valueFrom"].get("secretKeyRef")
        if wanted is None:
            raise Failure(f"the variable {variable['name']} comes from neither text nor Secret")
        for secret in api.items(_EXTERNAL_SECRETS.format(RELEASE)):
            if secret["spec"]["target"]["name"] != wanted["name"]:
                continue
            for each in secret["spec"].get("data", ()):
                if each["secretKey"] == wanted["key"]:
                    source = each["remoteRef"]
                    return secret_property(self._account, source["key"], source["property"])
        raise Failure(f"no ExternalSecret brings {wanted['key']} of the Secret {wanted['name']}")


def _ended_program(command: list[str], variables: dict[str, str]) -> tuple[int, str]:
    try:
        done = subprocess.run(
            [_setpriv(), "--pdeathsig=KILL", "--", *command],
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


def _setpriv() -> str:
    """Return the program by its whole path, which no variable of a pod has a say in."""
    found = shutil.which("setpriv")
    if found is None:
        raise Failure("setpriv is not installed: it comes with the package util-linux")
    return str(Path(found).absolute())


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
