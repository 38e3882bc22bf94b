"""Starts the control plane of a new cluster, also where that takes longer than a request may."""

import base64
import logging
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import Final

from moto.eks.models import Cluster

from sandbox.aws.eks.control_planes import Endpoint, chosen

ANSWER_SECONDS: Final = 30
"""How long a request waits for the control plane, which mostly runs already. Then the cluster is
being created, as on AWS: the AWS provider gives up on the request after two minutes, and on the
cluster after thirty."""
_log = logging.getLogger(__name__)


def start(cluster: Cluster, region: str) -> None:
    """Start the control plane of a cluster, and wait for it, though not for long.

    Args:
        cluster: The cluster; it gets the endpoint, the certificate and the issuer.
        region: Its region.

    Raises:
        Failure: It did not start. Where this comes out later, the cluster has failed.
    """
    starting: Future[Endpoint] = Future()
    Thread(target=_start, args=(starting, cluster.name, region), daemon=True).start()
    try:
        endpoint = starting.result(ANSWER_SECONDS)
    except TimeoutError:
        cluster.status = "CREATING"
        starting.add_done_callback(partial(_end, cluster, region))
    else:
        _identify(cluster, region, endpoint)


def _start(starting: Future[Endpoint], name: str, region: str) -> None:
    try:
        starting.set_result(chosen().start(name, region))
    except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for
        starting.set_exception(error)


def _end(cluster: Cluster, region: str, starting: Future[Endpoint]) -> None:
    if error := starting.exception():
        _log.error("%s", error)
        cluster.status = "FAILED"
        return
    _identify(cluster, region, starting.result())
    cluster.status = "ACTIVE"


def _identify(cluster: Cluster, region: str, endpoint: Endpoint) -> None:
    cluster.endpoint = endpoint.url
    issuer = f"https://oidc.eks.{region}.amazonaws.com/id/{endpoint.identity}"
    cluster.identity = {"oidc": {"issuer": issuer}}
    authority = base64.b64encode(endpoint.authority.encode()).decode()
    cluster.certificate_authority = {"data": authority}
