"""Starts a control plane and stops it."""

import json
import shutil
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from sandbox.kubernetes import components, kubeconfigs, resource_metrics
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.certificates import CLIENTS, write_certificates
from sandbox.kubernetes.cluster import LocalControlPlane
from sandbox.kubernetes.egress import CONFIGURATION, egress
from sandbox.kubernetes.kubelet import PodDelays, stages
from sandbox.kubernetes.nodes import DEFAULT_NODES, Node
from sandbox.kubernetes.objects import is_node_ready
from sandbox.kubernetes.ports import LOOPBACK, answers, reserved_ports
from sandbox.kubernetes.processes import ControlPlaneError, stop

# Fifty times what it takes, for a machine that is busy with other work.
START_SECONDS = 300


@contextmanager
def control_plane(  # noqa: PLR0913 - no two of them belong together
    directory: Path,
    logs: Path,
    *,
    nodes: Sequence[Node] = DEFAULT_NODES,
    delays: PodDelays | None = None,
    token_reviews: str | None = None,
    executed: Collection[str] = (),
) -> Iterator[LocalControlPlane]:
    """Runs a control plane as long as the context lasts, and nothing of it longer.

    Enter it on a thread that lives as long as the context, such as the main thread: the kernel
    kills the components when that thread ends.

    Args:
        directory: A new folder for data, keys and kubeconfig files; removed at the end.
        logs: The folder for the components' logs; overwritten at the start, kept at the end.
        nodes: The simulated nodes.
        delays: How long pods take to become ready and to end.
        token_reviews: The URL that tells for whom a bearer token stands; without it nobody asks.
        executed: What the caller executes, each as `<namespace>/<program>`: such pods of Jobs do
            not end by themselves.

    Raises:
        ControlPlaneError: This is not Linux, a program is missing, a component did not start
            within START_SECONDS, or one ended before the context did. If the context ends with an
            exception of its own, an ended component is told in a note to that.
        FileExistsError: The directory is not new; it is left as it is.
    """
    _refuse_where_it_cannot_run()
    cluster = LocalControlPlane(directory=directory.resolve(), logs=logs.resolve())
    cluster.directory.mkdir(mode=0o700, parents=True)
    cluster.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Whoever made it before, and however.
    cluster.logs.chmod(0o700)
    try:
        with egress(cluster.directory, partial(_port_behind, cluster)):
            _start(cluster, nodes, stages(delays or PodDelays(), executed), token_reviews)
            yield cluster
            cluster.check()
    except Exception as error:
        for failure in cluster.failures():
            if failure not in str(error):
                error.add_note(failure)
        raise
    finally:
        stop(cluster.components)
        shutil.rmtree(cluster.directory)


def _refuse_where_it_cannot_run() -> None:
    if sys.platform != "linux":
        raise ControlPlaneError(
            f"the control plane needs Linux, and this is {sys.platform}: other systems have "
            "neither all of 127.0.0.0/8 nor a kernel that ends a child with its parent"
        )
    if shutil.which("setpriv") is None:
        raise ControlPlaneError(
            "setpriv is not installed, by which no component outlives its parent: it comes with "
            "the package util-linux"
        )


def _start(
    cluster: LocalControlPlane,
    nodes: Sequence[Node],
    kwok: str,
    token_reviews: str | None,
) -> None:
    directory = cluster.directory
    deadline = time.monotonic() + START_SECONDS
    write_certificates(directory / "pki")
    (directory / "kwok.yaml").write_text(kwok, encoding="utf-8")
    kubeconfigs.write(directory / "egress.yaml", CONFIGURATION)
    with reserved_ports(4) as (api, controllers, scheduler, metrics):
        for client in CLIENTS:
            kubeconfigs.write_client(directory, client, f"https://{LOOPBACK}:{api}")
        cluster.start(components.etcd())
        if token_reviews:
            kubeconfigs.write_token_reviews(directory, token_reviews)
        cluster.start(components.kube_apiserver(api, reviews_tokens=token_reviews is not None))
        cluster.wait_for(
            "kube-apiserver", partial(answers, api, "/readyz", directory / "pki"), deadline
        )
        cluster.start(components.kube_controller_manager(controllers))
        cluster.start(components.kube_scheduler(scheduler))
        cluster.start(components.kwok())
        if nodes:
            manifests = yaml.safe_dump_all([node.manifest() for node in nodes])
            cluster.run("kubectl", "create", "--filename=-", stdin=manifests)
        _start_metrics_server(cluster, metrics, deadline)
        for name, port in (("kube-controller-manager", controllers), ("kube-scheduler", scheduler)):
            cluster.wait_for(name, partial(answers, port, "/healthz", directory / "pki"), deadline)
    cluster.wait_for("the nodes", lambda: takes_pods(_nodes_and_accounts(cluster)), deadline)


def _start_metrics_server(cluster: LocalControlPlane, port: int, deadline: float) -> None:
    """Starts it, and waits until it listens; until it has usage to tell takes half a minute."""
    cluster.wait_for("kwok", lambda: cluster.port("kwok") is not None, deadline)
    cluster.start(components.metrics_server(port, cluster.port("kwok") or 0))
    name = resource_metrics.NAME
    cluster.wait_for(name, lambda: cluster.port(name) is not None, deadline)


def _port_behind(cluster: LocalControlPlane, host: str) -> int | None:
    """Returns where a host inside the cluster is played."""
    api = Api(cluster.url, cluster.directory / "pki")
    name = resource_metrics.NAME
    return cluster.port(name) if resource_metrics.plays(api, host) else None


def _nodes_and_accounts(cluster: LocalControlPlane) -> list[dict[str, Any]]:
    answer = cluster.run("kubectl", "get", "nodes,serviceaccounts", "--output=json")
    items: list[dict[str, Any]] = json.loads(answer)["items"]
    return items


def takes_pods(items: Sequence[dict[str, Any]]) -> bool:
    """Tells whether a pod would be admitted and placed.

    Args:
        items: The nodes, and the service accounts of a namespace: without one the API refuses pods.
    """
    nodes = [item for item in items if item["kind"] == "Node"]
    return len(nodes) < len(items) and all(map(is_node_ready, nodes))
