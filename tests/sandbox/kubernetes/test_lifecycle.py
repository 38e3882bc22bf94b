import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sandbox.kubernetes import (
    ControlPlaneError,
    LocalControlPlane,
    Node,
    PodDelays,
    components,
    lifecycle,
)
from sandbox.kubernetes import control_plane as run_control_plane
from sandbox.kubernetes.kubelet import stages
from terraform_json.types import Json
from tests.patience import PATIENCE_SECONDS, eventually

LISTENING = "0A"  # the state in /proc/net/tcp
LOOPBACK = "0100007F"  # 127.0.0.1 there
COMPONENTS = [
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kwok",
    "metrics-server",
]

# A program of its own, so that it can be interrupted and killed.
PARENT = """
import signal, sys
from pathlib import Path
from typing import Any
from sandbox.kubernetes import control_plane

with control_plane(Path(sys.argv[1]), Path(sys.argv[2])) as cluster:
    print(*(component.process.pid for component in cluster.components), flush=True)
    signal.pause()
"""


pytestmark = pytest.mark.slow

DELAYS = PodDelays(ready=3)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalControlPlane]:
    """Return a control plane beside the usual one, with a node and delays of its own."""
    directory = tmp_path_factory.mktemp("other")
    node = Node(name="only", zone="eu-west-1a")
    with run_control_plane(
        directory / "run", directory / "logs", nodes=[node], delays=DELAYS
    ) as cluster:
        yield cluster


def test_nothing_listens_beyond_loopback(control_plane: LocalControlPlane) -> None:
    for component in control_plane.components:
        addresses = listening_addresses(component.process.pid)
        assert {address.split(":")[0] for address in addresses} <= {LOOPBACK}, component.name


def test_a_terminals_interrupt_reaches_no_component(control_plane: LocalControlPlane) -> None:
    for component in control_plane.components:
        assert os.getpgid(component.process.pid) == component.process.pid


def test_only_the_owner_can_read_keys_and_kubeconfigs(control_plane: LocalControlPlane) -> None:
    directory = control_plane.directory
    secrets = [*directory.glob("pki/*.key"), *directory.glob("*.kubeconfig")]

    assert len(secrets) == 15
    assert {path.stat().st_mode & 0o077 for path in [directory, *secrets]} == {0}


def test_nobody_else_looks_into_what_the_components_keep(control_plane: LocalControlPlane) -> None:
    kept = [*(control_plane.directory / "etcd").rglob("*"), control_plane.logs]
    assert len(kept) > 1
    assert {path.stat().st_mode & 0o077 for path in kept} == {0}


def test_the_controllers_make_their_folder_inside_the_directory(
    control_plane: LocalControlPlane,
) -> None:
    eventually((control_plane.directory / "flex-volume-plugins").is_dir)


def test_every_node_has_a_lease_that_keeps_it_alive(control_plane: LocalControlPlane) -> None:
    def names(*what: str) -> list[str]:
        listed = control_plane.run("kubectl", "get", *what, "--output=name")
        return sorted(line.partition("/")[2] for line in listed.splitlines())

    eventually(lambda: names("leases", "--namespace=kube-node-lease") == names("nodes"))


def test_two_control_planes_run_side_by_side(
    control_plane: LocalControlPlane, other: LocalControlPlane, namespace: str
) -> None:
    answer = other.run("kubectl", "get", "namespaces", "--output=name")
    assert "namespace/default" in answer
    assert f"namespace/{namespace}" not in answer
    assert namespace in control_plane.run("kubectl", "get", "namespaces", "--output=name")


def test_nodes_and_delays_can_be_chosen(other: LocalControlPlane) -> None:
    assert other.run("kubectl", "get", "nodes", "--output=name") == "node/only\n"
    assert (other.directory / "kwok.yaml").read_text(encoding="utf-8") == stages(DELAYS)


def test_the_end_leaves_the_logs_and_nothing_else(tmp_path: Path) -> None:
    with run_control_plane(tmp_path / "run", tmp_path / "logs") as cluster:
        pids = [component.process.pid for component in cluster.components]
        assert all(is_alive(pid) for pid in pids)

    assert not any(is_alive(pid) for pid in pids)
    assert [path.name for path in tmp_path.iterdir()] == ["logs"]
    assert sorted(path.stem for path in (tmp_path / "logs").iterdir()) == COMPONENTS


def test_a_killed_component_is_reported_and_the_others_stopped(tmp_path: Path) -> None:
    pids: list[int] = []

    def kill_the_scheduler() -> None:
        with run_control_plane(tmp_path / "run", tmp_path / "logs") as cluster:
            processes = {component.name: component.process for component in cluster.components}
            pids.extend(process.pid for process in processes.values())
            processes["kube-scheduler"].kill()
            processes["kube-scheduler"].wait(PATIENCE_SECONDS)

    with pytest.raises(ControlPlaneError, match="kube-scheduler ended by itself with signal 9"):
        kill_the_scheduler()

    assert not any(is_alive(pid) for pid in pids)


@pytest.mark.timeout(PATIENCE_SECONDS)
def test_a_component_that_dies_at_the_start_is_reported_at_once_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "START_SECONDS", 3600)
    command = ["kube-apiserver", "--no-such-flag"]
    monkeypatch.setattr(components, "kube_apiserver", lambda _port, **_: command)

    with (
        pytest.raises(
            ControlPlaneError, match=r"(?s)kube-apiserver ended .*unknown flag: --no-such"
        ),
        run_control_plane(tmp_path / "run", tmp_path / "logs"),
    ):
        pytest.fail("it started")

    assert not (tmp_path / "run").exists()


READY = {"type": "Ready", "status": "True"}
NOT_READY = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}
ACCOUNT = {"kind": "ServiceAccount"}


def state_of_node(conditions: list[Json], taints: list[Json]) -> Json:
    """Return what the start reads of a node."""
    return {"kind": "Node", "status": {"conditions": conditions}, "spec": {"taints": taints}}


USABLE = state_of_node([READY], [{"key": "node", "effect": "NoSchedule"}])


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([USABLE, ACCOUNT], True),
        ([USABLE], False),
        ([USABLE, state_of_node([], []), ACCOUNT], False),
        ([USABLE, state_of_node([READY | {"status": "False"}], []), ACCOUNT], False),
        ([USABLE, state_of_node([READY], [NOT_READY]), ACCOUNT], False),
    ],
)
def test_a_start_ends_when_pods_would_be_admitted_and_placed(
    items: list[Json], *, expected: bool
) -> None:
    assert lifecycle.takes_pods(items) is expected


def test_a_start_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "START_SECONDS", 0)

    with (
        pytest.raises(ControlPlaneError, match="kube-apiserver did not come up in time"),
        run_control_plane(tmp_path / "run", tmp_path / "logs"),
    ):
        pytest.fail("it started")


def test_a_failing_context_keeps_its_exception_and_notes_the_ended_component(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(cluster: LocalControlPlane, *_: object) -> None:
        cluster.start(["etcd", "--no-such-flag"])

    def fail() -> None:
        with run_control_plane(tmp_path / "run", tmp_path / "logs") as cluster:
            cluster.components[0].process.wait(PATIENCE_SECONDS)
            raise LookupError

    monkeypatch.setattr(lifecycle, "_start", start)
    with pytest.raises(LookupError) as caught:
        fail()

    assert "etcd ended by itself" in caught.value.__notes__[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_parent_that_ends_by_a_signal_leaves_no_process(
    tmp_path: Path, number: signal.Signals
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, tmp_path / "run", tmp_path / "logs"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == len(COMPONENTS)
        parent.send_signal(number)

    eventually(lambda: not any(is_alive(pid) for pid in pids))
    # Only an interrupt lets the parent clean up.
    assert (tmp_path / "run").exists() == (number is not signal.SIGINT)


def test_an_existing_directory_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").touch()

    with pytest.raises(FileExistsError), run_control_plane(tmp_path, tmp_path / "logs"):
        pytest.fail("it started")

    assert (tmp_path / "precious").exists()


def test_another_system_than_linux_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    with (
        pytest.raises(ControlPlaneError, match="needs Linux, and this is darwin"),
        run_control_plane(tmp_path / "run", tmp_path / "logs"),
    ):
        pytest.fail("it started")

    assert list(tmp_path.iterdir()) == []


def test_a_system_without_setpriv_is_told_where_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with (
        pytest.raises(ControlPlaneError, match=r"setpriv is not installed.* util-linux"),
        run_control_plane(tmp_path / "run", tmp_path / "logs"),
    ):
        pytest.fail("it started")


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that only waits for its parent's attention does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def listening_addresses(pid: int) -> list[str]:
    """Return the addresses, in hexadecimal, on which a process listens."""
    process = Path("/proc") / str(pid)
    sockets = set()
    for descriptor in (process / "fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            sockets.add(str(descriptor.readlink()))
    lines = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in (process / "net" / table).read_text(encoding="utf-8").splitlines()[1:]
    ]
    return [line[1] for line in lines if line[3] == LISTENING and f"socket:[{line[9]}]" in sockets]
