"""The sandbox as a user has it, in a copy of the project."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from bench.project import copied_project
from sandbox.databases import programs
from terraform_json.types import Json
from tests.fixtures.checkout import ROOT
from tests.fixtures.printing import printed
from tests.patience import eventually

pytestmark = pytest.mark.slow

STACKS = ("databases", "k8s", "networking")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A copy of the tests' checkout, whose sandbox is nobody else's."""
    copy = copied_project(tmp_path, tools=ROOT)
    yield copy
    sandbox(copy, "down")


def sandbox(project: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the sandbox; `stdout` holds all that it printed."""
    return subprocess.run(
        [sys.executable, "-m", "sandbox", command],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def asked(project: Path, application: str, sql: str) -> str:
    """Return what the database of an application answers to its login."""
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "psql", application],
        cwd=project,
        input=f"\\set QUIET on\n\\pset format csv\n\\pset tuples_only\n{sql};",
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


CANARY = {
    "strategy": "canary",
    "canary": {
        "steps": [{"weight": 34, "seconds": 20}],
        "analysis": {"intervalSeconds": 1, "metrics": {"own": {"series": "errors", "max": 0}}},
    },
}


def add_application(project: Path, name: str, digit: int = 0, rollout: Json = CANARY) -> None:
    """Add an application by a folder, as its team does, or give it another image or rollout."""
    folder = project / "helm/apps" / name
    folder.mkdir(exist_ok=True)
    image = {"repository": "registry.example.com/added", "digest": f"sha256:{str(digit) * 64}"}
    values = {"image": image | {"tag": "1.0.0"}, "rollout": rollout}
    (folder / "values.yaml").write_text(json.dumps(values), encoding="utf-8")


def processes_in(project: Path) -> list[str]:
    """Return the command lines of the processes that work in a folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(project):
                found.append(" ".join(process.cmdline()))
        except (psutil.NoSuchProcess, psutil.AccessDenied, FileNotFoundError):
            continue
    return found


def kill_up(project: Path, when: Callable[[], bool]) -> None:
    """Begin a deployment, and kill the command, and all in its group, when something is so."""
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox", "up"],
        cwd=project,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as up:
        eventually(when)
        os.killpg(up.pid, signal.SIGKILL)


def has_a_release(project: Path, name: str) -> bool:
    """Tell whether Helm has begun with the first revision of an application's release."""
    kubeconfig = project / ".sandbox/kubernetes/admin.kubeconfig"
    secret = ["get", f"secret/sh.helm.release.v1.{name}.v1", f"--namespace={name}"]
    command = [str(ROOT / ".tools/bin/kubectl"), f"--kubeconfig={kubeconfig}", *secret]
    return not subprocess.run(command, capture_output=True, check=False).returncode


def in_a_shell(project: Path, command: str) -> str:
    """Return what a command prints in a person's shell."""
    entered = f'eval "$({sys.executable} -m sandbox kubeconfig)"; {command}'
    return printed(["/bin/sh", "-ec", entered], project)


def test_a_sandbox_goes_up_after_kills_has_no_drift_and_goes_down(project: Path) -> None:
    log = project / ".logs/sandbox/deploy.log"
    kill_up(project, lambda: log.exists() and "Creation complete" in log.read_text())
    up = sandbox(project, "up")
    assert up.returncode == 0, up.stdout
    assert "processes that a killed command had left at work" in up.stdout
    for stack in STACKS:
        assert f"{stack} is deployed" in up.stdout
    for application in ("app1", "app2", "backend", "frontend"):
        assert re.search(rf"^pods +{application} +1 +1 +1 *$", up.stdout, re.MULTILINE), up.stdout
    # The chart of metrics-server is left out, and autoscalers have its API nevertheless.
    kubeconfig = f"--kubeconfig={project / '.sandbox/kubernetes/admin.kubeconfig'}"
    served = ("--for=condition=Available", "apiservice/v1beta1.metrics.k8s.io", "--timeout=300s")
    subprocess.run([ROOT / ".tools/bin/kubectl", kubeconfig, "wait", *served], check=True)

    assert "load-balancer.invalid" in in_a_shell(project, "kubectl get ingress -A")
    if shutil.which("aws"):
        stack = ".sandbox/cdktf.out/stacks/k8s"
        # Terraform may warn before it prints.
        printed = in_a_shell(project, f"terraform -chdir={stack} output -raw kubectl_command")
        command = printed.splitlines()[-1]
        assert "yes" in in_a_shell(project, f"{command}; kubectl auth can-i delete nodes")

    # Where PostgreSQL is missing, one line says so.
    assert re.search(r"^databases: (backend |not made)", up.stdout, re.MULTILINE), up.stdout
    if not programs.missing():
        assert asked(project, "backend", "SELECT current_user, current_database()") == (
            "backend_owner,backend\n"
        )

    diff = sandbox(project, "diff")
    assert diff.returncode == 0, diff.stdout
    assert [f"{stack}: no changes" in diff.stdout for stack in STACKS] == [True, True, True]
    assert "k8s, inside the cluster: no changes" in diff.stdout

    add_application(project, "added")
    diff = sandbox(project, "diff")
    assert diff.returncode == 3, diff.stdout
    told = [
        line for line in diff.stdout.splitlines() if re.match(" +(create|change|remove) ", line)
    ]
    assert told
    assert all("added" in line for line in told), told
    kill_up(project, lambda: has_a_release(project, "added"))
    up = sandbox(project, "up")
    assert up.returncode == 0, up.stdout
    assert [f"{stack} has no changes" in up.stdout for stack in STACKS] == [True, True, True]
    assert re.search(r"^pods +added +1 +1 +1 *$", up.stdout, re.MULTILINE), up.stdout

    down = sandbox(project, "down")
    assert down.returncode == 0, down.stdout
    assert processes_in(project) == []
    assert not (project / ".sandbox").exists()


def test_ctrl_c_in_the_middle_of_a_deployment_leaves_nothing_running(project: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox", "up"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as up:
        told = ""
        for line in up.stdout or ():
            told += line
            # Once: each stack tells of its plan, and a second interrupt ends it at any price.
            if told.count("resources to change") == 1 and "resources to change" in line:
                # As a terminal does it: the whole group is told.
                os.killpg(up.pid, signal.SIGINT)
    assert up.returncode == 130, told
    assert "everything is stopped, nothing is left" in told
    assert processes_in(project) == []
    assert not (project / ".sandbox").exists()


@pytest.mark.long
def test_an_application_is_rolled_out_by_canaries_and_at_once_again(project: Path) -> None:
    add_application(project, "added", rollout={"strategy": "rolling"})
    assert sandbox(project, "up").returncode == 0

    add_application(project, "added")
    moved = sandbox(project, "up")
    assert moved.returncode == 0, moved.stdout
    assert "pods move from its Deployment to its Rollout" in moved.stdout
    assert re.search(r"^pods +added +1 +1 +1 *$", moved.stdout, re.MULTILINE), moved.stdout

    add_application(project, "added", digit=1)
    released = sandbox(project, "up")
    assert released.returncode == 0, released.stdout
    assert "added: its canary is Paused at step 1 of 2" in released.stdout
    assert "Canaries that" not in released.stdout
    assert "no changes" in sandbox(project, "diff").stdout

    add_application(project, "added", digit=1, rollout={"strategy": "rolling"})
    back = sandbox(project, "up")
    assert back.returncode == 0, back.stdout
    assert "pods move from its Rollout to its Deployment" in back.stdout
    assert re.search(r"^pods +added +1 +1 +1 *$", back.stdout, re.MULTILINE), back.stdout
    diff = sandbox(project, "diff")
    assert diff.returncode == 0, diff.stdout
