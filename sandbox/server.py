"""The process of the local AWS: moto on a free port of the loopback address.

`python -m sandbox.server RECORD` writes where it listens into the file RECORD, once it does,
and serves until it is told to stop. What it holds lives in memory and ends with it.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Final

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from sandbox.aws import EXTENSIONS
from sandbox.aws.gaps import GapsShow
from sandbox.aws.repeated import RepeatedRequests
from sandbox.record import ServerRecord

# An address, not a name: S3's clients then put the bucket into the path.
HOST: Final = "127.0.0.1"


class _Handler(MotoRequestHandler):
    def log_request(self, *_: object) -> None:
        """Log no answers: what matters is logged where it happens."""


def main(record: Path) -> None:
    """Serve until a signal ends the process; there is nothing to save."""
    os.umask(0o077)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    for extend in EXTENSIONS:
        extend()
    layers = RepeatedRequests(GapsShow(DomainDispatcherApplication(create_backend_app)))
    server = make_server(HOST, 0, layers, threaded=True, request_handler=_Handler)
    ServerRecord(pid=os.getpid(), endpoint=f"http://{HOST}:{server.port}").write(record)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
