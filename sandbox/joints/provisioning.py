"""Tells the platform's own Job from every other pod: what is executed here, and with what.

The local AWS asks nobody for credentials, so that any user of this machine may become an
administrator of the cluster and make any pod in it. What is executed, as the user who runs the
sandbox, is therefore what the platform synthesized, and nothing that a pod brings: psql and its
arguments are the chart's, the script is one of those in the synthesized stacks. From the pod come
the values of libpq's variables alone.
"""

from pathlib import Path
from typing import Final

from ops.command import Failure
from sandbox.kubernetes.api import Api
from sandbox.terraform.aws_half import WHOLE
from terraform_json.json_object import read_object
from terraform_json.manifest import read_manifest
from terraform_json.stack import resources
from terraform_json.templates import Expression
from terraform_json.types import Json
from terraform_json.values import merged_values, release_values

RELEASE: Final = "database-provisioning"
"""The name of the chart, of its release and of its namespace."""
PROGRAM: Final = "psql"
EXECUTED: Final = f"{RELEASE}/{PROGRAM}"
"""The namespace and the program of the pods that kwok leaves alone."""
SCRIPT: Final = "script.sql"
FOLDER: Final = "/provisioning"
ARGUMENTS: Final = ("--no-psqlrc", "--set=ON_ERROR_STOP=on", f"--file={FOLDER}/{SCRIPT}")
VARIABLES: Final = frozenset(
    {
        "PGHOST",
        "PGPORT",
        "PGDATABASE",
        "PGCONNECT_TIMEOUT",
        "PGSSLMODE",
        "PGSSLROOTCERT",
        "PGUSER",
        "PGPASSWORD",
    }
)
_LABELS: Final = {
    "app.kubernetes.io/name": RELEASE,
    "app.kubernetes.io/instance": RELEASE,
    "app.kubernetes.io/managed-by": "Helm",
}


def program_of(pod: Json) -> str:
    """Return the program of a pod; an empty text where its image decides."""
    return "".join(pod["spec"]["containers"][0].get("command", ())[:1])


def checked_script(api: Api, pod: Json, output: Path) -> str:
    """Return the script of a pod that is the platform's own.

    Args:
        api: The API of the control plane.
        pod: A pod of the release's namespace.
        output: The folder of the synthesized stacks.

    Raises:
        Failure: The pod is another one, or asks for something else than the chart does.
    """
    _check_owner(api, pod)
    _check_container(pod)
    script = _script(api, pod)
    if script not in _synthesized(output):
        raise _refused(f"its {SCRIPT} is in no synthesized stack")
    return script


def _check_owner(api: Api, pod: Json) -> None:
    owners = pod["metadata"].get("ownerReferences", ())
    owner = next((each for each in owners if each.get("controller")), None)
    if owner is None or owner["kind"] != "Job":
        raise _refused("no Job made the pod")
    job = api.get(f"/apis/batch/v1/namespaces/{RELEASE}/jobs/{owner['name']}")
    if job is None or job["metadata"]["uid"] != owner["uid"]:
        raise _refused(f"the Job {owner['name']} did not make the pod")
    labels = job["metadata"].get("labels", {})
    if any(labels.get(key) != value for key, value in _LABELS.items()):
        raise _refused(f"the Job {owner['name']} is not of the release {RELEASE}")


def _check_container(pod: Json) -> None:
    if len(pod["spec"]["containers"]) != 1 or pod["spec"].get("initContainers"):
        raise _refused("it has more than one container")
    container = pod["spec"]["containers"][0]
    if container["command"] != [PROGRAM]:
        raise _refused(f"its command is more than {PROGRAM}")
    if tuple(container.get("args", ())) != ARGUMENTS:
        raise _refused(f"its arguments are not {' '.join(ARGUMENTS)}")
    others = _names(container) - VARIABLES
    if others or container.get("envFrom"):
        named = ", ".join(sorted(others)) or "of envFrom"
        raise _refused(f"it sets variables ({named}) beside {', '.join(sorted(VARIABLES))}")


def _names(container: Json) -> set[str]:
    return {each["name"] for each in container.get("env", ())}


def _script(api: Api, pod: Json) -> str:
    maps = {
        each["name"]: each["configMap"]["name"]
        for each in pod["spec"].get("volumes", ())
        if "configMap" in each
    }
    mounts = pod["spec"]["containers"][0].get("volumeMounts", ())
    mounted = [maps.get(each["name"]) for each in mounts if each["mountPath"] == FOLDER]
    if not mounted or mounted[0] is None:
        raise _refused(f"it has no ConfigMap at {FOLDER}")
    found = api.get(f"/api/v1/namespaces/{RELEASE}/configmaps/{mounted[0]}") or {}
    text: str = found.get("data", {}).get(SCRIPT, "")
    return text


def _synthesized(output: Path) -> set[str]:
    """Return the scripts of the release in the synthesized stacks, as Helm gets them."""
    scripts = set()
    for stack in read_manifest(output).values():
        whole = stack.folder / WHOLE
        # Where Terraform installs it, the stack was not parted.
        file = whole if whole.exists() else stack.file
        for address, each in resources(read_object(file)).items():
            if address.startswith("helm_release.") and each["name"] == RELEASE:
                values = merged_values(release_values(each, _anything))
                scripts.add(str(values["sql"]))
    return scripts


def _anything(_: Expression) -> str:
    """Stand for a value that Terraform knows: no script has one in it."""
    return "unknown"


def _refused(reason: str) -> Failure:
    return Failure(f"it is not what the platform's chart {RELEASE} makes: {reason}")
