"""The process of the local AWS: moto on a free port of the loopback address.

`python -m sandbox.server RECORD [KUBERNETES]` writes where it listens into the file RECORD, once it
does, and serves until it is told to stop. What it holds lives in memory and ends with it. With a
folder KUBERNETES, a real control plane stands behind the cluster that is made in it, and a
PostgreSQL server behind each Aurora cluster.
"""

import logging
import os
import signal
import sys
from pathlib import Path
from threading import Thread
from typing import Final

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from ops.command import Failure
from sandbox.aws import EXTENSIONS
from sandbox.aws.eks import control_planes
from sandbox.aws.gaps import GapsShow
from sandbox.aws.repeated import RepeatedRequests
from sandbox.aws.writes import CountedWrites
from sandbox.joints.authenticator import Authenticator
from sandbox.joints.loop import ControlPlaneLoop
from sandbox.record import ServerRecord

# An address, not a name: S3's clients then put the bucket into the path.
HOST: Final = "127.0.0.1"


class _Handler(MotoRequestHandler):
    def log_request(self, *_: object) -> None:
        """Log no answers: what matters is logged where it happens."""


def main(record: Path, kubernetes: Path | None = None) -> None:
    """Serve until a signal ends the process; there is nothing to save.

    Args:
        record: The file that gets where the server listens.
        kubernetes: The folder of the control plane that stands behind a cluster; without it
            nothing does.
    """
    os.umask(0o077)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    for extend in EXTENSIONS:
        extend()
    account = os.environ["MOTO_ACCOUNT_ID"]
    aws = GapsShow(DomainDispatcherApplication(create_backend_app))
    layers = Authenticator(application=CountedWrites(RepeatedRequests(aws)), account=account)
    server = make_server(HOST, 0, layers, threaded=True, request_handler=_Handler)
    endpoint = f"http://{HOST}:{server.port}"
    if kubernetes is None:
        ServerRecord.of_this_process(endpoint).write(record)
        server.serve_forever()
        return
    loop = ControlPlaneLoop(account=account, endpoint=endpoint, directory=kubernetes)
    control_planes.use(loop)
    Thread(target=server.serve_forever, daemon=True).start()
    ServerRecord.of_this_process(endpoint).write(record)
    # SystemExit, so that the control plane is stopped and its folder removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    # The kernel ends the programs of a control plane with the thread that started them.
    try:
        loop.run()
    except (Failure, OSError) as failure:
        logging.getLogger(__name__).critical("%s", failure)
        sys.exit(1)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
