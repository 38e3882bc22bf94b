"""What the API server reaches inside the cluster."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

from ops.command import Failure
from sandbox.kubernetes import ControlPlaneError, LocalControlPlane
from sandbox.kubernetes.egress import SOCKET, egress
from sandbox.kubernetes.ports import LOOPBACK
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.kubernetes.test_pods import pod, pod_spec

PLAYED = "127.100.3.4"


@pytest.fixture
def echo() -> Iterator[int]:
    """Return the port of a server that sends back the first thing that it gets."""
    with socket.create_server((LOOPBACK, 0)) as server:

        def serve() -> None:
            # Ended by the test where nobody came.
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.sendall(connection.recv(100))

        serving = Thread(target=serve)
        serving.start()
        yield server.getsockname()[1]
        # Closed while somebody waits on it, its number would soon be another file's.
        server.shutdown(socket.SHUT_RDWR)
        serving.join()


@contextmanager
def connected(folder: Path, host: str) -> Iterator[tuple[socket.socket, str]]:
    """Ask for a host of the cluster, and give the connection and the answer."""
    with closing(socket.socket(socket.AF_UNIX)) as client:
        client.settimeout(PATIENCE_SECONDS)
        there = os.open(folder, os.O_RDONLY)
        try:
            # Through /proc, as the server: the folder of a test may lie deep.
            client.connect(f"/proc/self/fd/{there}/{SOCKET}")
        finally:
            os.close(there)
        client.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        yield client, client.recv(1000).decode()


def test_a_host_that_is_played_is_reached_until_it_closes(tmp_path: Path, echo: int) -> None:
    with (
        egress(tmp_path, {PLAYED: echo}.get),
        connected(tmp_path, PLAYED) as (client, answer),
    ):
        assert answer.startswith("HTTP/1.1 200 ")
        client.sendall(b"hello")
        assert client.recv(100) == b"hello"
        assert client.recv(100) == b""


def test_a_host_that_nobody_plays_is_not_dialled(tmp_path: Path, echo: int) -> None:
    with (
        egress(tmp_path, {PLAYED: echo}.get),
        connected(tmp_path, "127.0.0.1") as (client, answer),
    ):
        assert answer.startswith("HTTP/1.1 502 Nothing runs in this cluster")
        assert client.recv(100) == b""


def test_a_player_that_is_gone_is_told(tmp_path: Path) -> None:
    # Bound, so that nobody else gets the port, and not listening.
    with socket.socket() as bound:
        bound.bind((LOOPBACK, 0))
        port = bound.getsockname()[1]
        with egress(tmp_path, {PLAYED: port}.get), connected(tmp_path, PLAYED) as (_, answer):
            assert answer.startswith("HTTP/1.1 502 It does not listen")


def test_nobody_is_dialled_while_the_api_does_not_say_who_plays(tmp_path: Path) -> None:
    def unknown(_: str) -> int:
        raise Failure("The Kubernetes API does not answer")

    with egress(tmp_path, unknown), connected(tmp_path, PLAYED) as (_, answer):
        assert answer.startswith("HTTP/1.1 502 ")


def test_a_folder_may_lie_deeper_than_a_socket_files_path_is_long(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 40)
    deep.mkdir()
    with egress(deep, lambda _: None):
        assert (deep / SOCKET).is_socket()


def test_the_log_of_a_simulated_pod_says_that_nothing_runs(
    control_plane: LocalControlPlane, namespace: str
) -> None:
    where = f"--namespace={namespace}"
    manifest = json.dumps(pod(pod_spec(nodeName="apps-eu-west-1a-1")))
    control_plane.run("kubectl", "create", where, "--filename=-", stdin=manifest)
    ready = ("--for=condition=Ready", f"--timeout={PATIENCE_SECONDS}s")
    control_plane.run("kubectl", "wait", where, "pod/web", *ready)
    with pytest.raises(ControlPlaneError, match="Nothing runs in this cluster"):
        control_plane.run("kubectl", where, "logs", "web")
