"""Runs `python -m delivery` in forks of one process: to load it takes more than most commands do.

`python -m tests.delivery.forked SOCKET` serves; what stands for Python on a runner sends it the
arguments, the variables and the standard streams of each command.
"""

import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Final

from delivery.__main__ import app

_MOST_BYTES: Final = 1 << 20

CLIENT: Final = """\
#!{python} -SE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
    server.connect({address!r})
    told = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(server, [told], [0, 1, 2])
    sys.exit(int(server.recv(8)))
"""
"""A program for `.venv/bin/python` of a runner's checkout."""


def serve(address: Path) -> None:
    """Serve until the process is ended."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(str(address))
        listening.listen()
        # Who has ended is nobody's to wait for.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            client, _ = listening.accept()
            # A command may run another one.
            if not os.fork():
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _answer(client)
            client.close()


def _answer(client: socket.socket) -> None:
    """Run a command, and send its exit status."""
    told, streams, *_ = socket.recv_fds(client, _MOST_BYTES, 3)
    child = os.fork()
    if not child:
        _run(streams, *json.loads(told))
    for stream in streams:
        os.close(stream)
    _, status = os.waitpid(child, 0)
    client.send(str(os.waitstatus_to_exitcode(status) % 256).encode())
    os._exit(0)


def _run(streams: list[int], arguments: list[str], folder: str, variables: dict[str, str]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    assert arguments[1:3] == ["-m", "delivery"], arguments
    sys.argv[1:] = arguments[3:]
    try:
        app()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
