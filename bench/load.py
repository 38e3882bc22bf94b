"""`python -m bench.load [N ...]`: the platform with N applications, on a sandbox of its own.

All of it happens in a copy of the project. Each N adds to the one before, and a deployment with it;
the first is one from nothing. It ends with the first N that cannot be deployed, and says why.

Examples: `make load N="50 100"`; `python -m bench.load 50 100`.

Exit status: 0; 1 when something cannot be measured; 2 when the input is wrong;
130 when interrupted.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import psutil
import typer
import yaml
from rich.console import Console
from rich.table import Table

from bench.applications import ON_A_NODE, VALUES
from bench.measure import WRITTEN
from bench.project import copied_project
from config.environment import environment_name
from config.sections.node_groups import MOST_NODES
from ops.command import Failure, ends_well, run
from sandbox.inside.status import by_zone
from sandbox.kubernetes import LocalControlPlane
from sandbox.paths import KUBERNETES, LOGS

DEFAULT: Final = (50,)
INSTALLED: Final = "objects and releases in the cluster changed"
API_SERVER: Final = "kube-apiserver"


@dataclass(frozen=True, kw_only=True)
class Load:
    """The time and the memory that the platform took with some applications.

    Attributes:
        applications: How many were added to the owner's.
        pods: The ready pods of all applications.
        nodes: The nodes.
        synth_seconds: Synthesis and the analysis of its resilience.
        deploy_seconds: From `make up` until all that is in the cluster is installed.
        ready_seconds: From `make up` until all pods are ready.
        plan_seconds: `make diff`, which finds nothing to change.
        api_server_mebibytes: The most memory that the API server had until then.
    """

    applications: int
    pods: int
    nodes: int
    synth_seconds: float
    deploy_seconds: float
    ready_seconds: float
    plan_seconds: float
    api_server_mebibytes: float


def main(
    applications: Annotated[
        list[int] | None, typer.Argument(min=1, help="How many, one after the other.")
    ] = None,
) -> None:
    """Deploy more and more applications to a sandbox, and print what each number took."""
    console = Console()
    with ends_well(), tempfile.TemporaryDirectory(prefix="load-") as folder:
        copy = copied_project(Path(folder), tools=Path.cwd())
        found: list[Load] = []
        try:
            for count in sorted(applications or DEFAULT):
                console.print(f"{count} applications")
                found.append(measured(copy, count))
        except Failure as failure:
            raise Failure(f"{count} applications cannot be deployed:\n{failure}") from failure
        finally:
            _ran(copy, "-m", "sandbox", "down")
            console.print(table_of(found))


def measured(copy: Path, count: int) -> Load:
    """Return what the platform takes with some applications.

    Args:
        copy: The copy of the project, whose sandbox is deployed or not.
        count: How many applications there are beside the owner's.

    Raises:
        Failure: They cannot be deployed; what was printed says why.
    """
    add_applications(copy, count)
    synth = _seconds(copy, "main.py", statuses=WRITTEN)
    began = time.perf_counter()
    installed = _deploy(copy)
    ready = time.perf_counter()
    rows = by_zone(_cluster(copy).api)
    waiting = sum(row.waiting for row in rows)
    if waiting:
        raise Failure(f"{waiting} nodes and pods do not become ready.")
    return Load(
        applications=count,
        pods=sum(sum(row.ready.values()) for row in rows if row.kind == "pods"),
        nodes=sum(sum(row.ready.values()) for row in rows if row.kind == "nodes"),
        synth_seconds=synth,
        deploy_seconds=installed - began,
        ready_seconds=ready - began,
        plan_seconds=_seconds(copy, "-m", "sandbox", "diff"),
        api_server_mebibytes=_peak(API_SERVER, copy),
    )


def add_applications(copy: Path, count: int) -> None:
    """Add applications to a copy of the project until there are as many, and room on its nodes."""
    for index in range(count):
        folder = copy / f"helm/apps/load-{index}"
        folder.mkdir(exist_ok=True)
        (folder / "values.yaml").write_text(VALUES, encoding="utf-8")
    file = copy / f"config/environments/{environment_name()}.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    groups = data["cluster"].setdefault("node_groups", {})
    fewest = max(3, -(-count // ON_A_NODE) + 3)
    groups.setdefault("apps", {}).update(
        min_size=fewest, desired_size=fewest, max_size=min(2 * fewest, MOST_NODES)
    )
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def _ran(copy: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _seconds(copy: Path, *arguments: str, statuses: Sequence[int] = (0,)) -> float:
    began = time.perf_counter()
    done = _ran(copy, *arguments)
    if done.returncode not in statuses:
        raise Failure(done.stdout)
    return time.perf_counter() - began


def _deploy(copy: Path) -> float:
    """Deploy, and return when all was installed; all pods are ready when it returns."""
    installed, said = 0.0, []
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox", "up"],
        cwd=copy,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            if INSTALLED in line:
                installed = time.perf_counter()
    if process.returncode:
        raise Failure("".join(said))
    return installed


def _cluster(copy: Path) -> LocalControlPlane:
    return LocalControlPlane(directory=copy / KUBERNETES, logs=copy / LOGS)


def _peak(program: str, copy: Path) -> float:
    """Return the most memory that a program of a sandbox has had, in MiB.

    https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    """
    folder = str((copy / KUBERNETES).resolve())
    (pid,) = (
        each.pid
        for each in psutil.process_iter(["name", "cwd"])
        if (each.info["name"], each.info["cwd"]) == (program, folder)
    )
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return int(status["VmHWM"].removesuffix("kB")) / 1024


def table_of(found: Sequence[Load]) -> Table:
    """Return what was measured as a table."""
    headings = ("pods", "nodes", "synth s", "deploy s", "ready s", "plan s", "API server MiB")
    table = Table("applications", title="Load")
    for heading in headings:
        table.add_column(heading, justify="right")
    for each in found:
        seconds = (each.synth_seconds, each.deploy_seconds, each.ready_seconds, each.plan_seconds)
        table.add_row(
            str(each.applications),
            str(each.pods),
            str(each.nodes),
            *(f"{figure:.1f}" for figure in seconds),
            f"{each.api_server_mebibytes:.0f}",
        )
    return table


if __name__ == "__main__":
    run(main, __doc__)
