"""Free ports on loopback, and the servers behind them."""

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"
ANSWER_SECONDS = 5


@contextmanager
def reserved_ports(count: int) -> Iterator[list[int]]:
    """Finds free ports, and keeps them from everybody else as long as the context lasts.

    A server that asks for port sharing (SO_REUSEPORT), under the same user, can listen on them. So
    control planes that start at the same time never get each other's ports.
    """
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for held in sockets:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            held.bind((LOOPBACK, 0))
        yield [held.getsockname()[1] for held in sockets]


def answers(port: int, path: str, pki: Path) -> bool:
    """Tells whether a server of ours answers a path with status 200.

    Args:
        port: Its port on loopback.
        path: A health check that needs no user.
        pki: The folder with the certificate of the authority that vouches for it, `ca.crt`.
    """
    trust = ssl.create_default_context(cafile=str(pki / "ca.crt"))
    # Not urllib or requests: they would ask the user's HTTP proxy.
    connection = http.client.HTTPSConnection(LOOPBACK, port, timeout=ANSWER_SECONDS, context=trust)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
