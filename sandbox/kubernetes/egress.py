"""Decides what the API server reaches inside the cluster: a program of this machine, or nobody.

The API server dials Services, nodes and webhooks through a proxy, which it asks by HTTP CONNECT on
a socket file. So a program can stand behind a Service whatever its ClusterIP and its port, which
might be one that only root may listen on, and nothing else is ever dialled.
https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/
"""

import os
import socket
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any, Final

from ops.command import Failure
from sandbox.kubernetes.ports import ANSWER_SECONDS, LOOPBACK

SOCKET: Final = "egress.sock"
CONFIGURATION: Final[dict[str, Any]] = {
    "apiVersion": "apiserver.k8s.io/v1beta1",
    "kind": "EgressSelectorConfiguration",
    "egressSelections": [
        {
            "name": "cluster",
            "connection": {
                "proxyProtocol": "HTTPConnect",
                "transport": {"uds": {"udsName": SOCKET}},
            },
        }
    ],
}
POLL_SECONDS: Final = 0.05
"""How long its end may take."""
_HEAD_BYTES: Final = 8192
_CHUNK_BYTES: Final = 65536


@contextmanager
def egress(directory: Path, port_of: Callable[[str], int | None]) -> Iterator[None]:
    """Connects the API server as long as the context lasts.

    Args:
        directory: The folder that gets the socket file; only its owner may enter it.
        port_of: Returns the port on loopback where a host of the cluster is played, such as a
            ClusterIP; None where nobody plays it.
    """

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _connect(self.connection, port_of)

    folder = os.open(directory, os.O_RDONLY)
    try:
        # Through /proc, for the path of a socket file may have no more than 107 bytes.
        server = _Server(f"/proc/self/fd/{folder}/{SOCKET}", Handler)
    finally:
        os.close(folder)
    with server:
        Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    # A connection ends with the API server, which may go on for a while.
    daemon_threads = True


def _connect(client: socket.socket, port_of: Callable[[str], int | None]) -> None:
    # `CONNECT 127.100.3.4:443 HTTP/1.1`; nothing follows its head until it is answered.
    head = client.recv(_HEAD_BYTES).decode("ascii")
    host = head.split()[1].rpartition(":")[0]
    try:
        port = port_of(host)
    except Failure:
        port = None
    if port is None:
        client.sendall(b"HTTP/1.1 502 Nothing runs in this cluster\r\n\r\n")
        return
    try:
        server = socket.create_connection((LOOPBACK, port), ANSWER_SECONDS)
    except OSError:
        client.sendall(b"HTTP/1.1 502 It does not listen\r\n\r\n")
        return
    with server:
        server.settimeout(None)
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        there = Thread(target=_relay, args=(client, server), daemon=True)
        there.start()
        _relay(server, client)
        there.join()


def _relay(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(_CHUNK_BYTES):
            target.sendall(chunk)
    # Its end is passed on in both directions, so that the other relay ends as well.
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
