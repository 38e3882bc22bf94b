"""Runs the control plane of the local AWS's cluster, and makes it follow the local AWS."""

import logging
import queue
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Final
from uuid import uuid4

from moto.eks.models import eks_backends

from ops.command import Failure
from ops.programs import CONTROL_PLANE, are_set_up
from sandbox.aws.eks.control_planes import Endpoint
from sandbox.databases import programs
from sandbox.joints import access, authenticator, load, load_balancers, nodes, provisioning
from sandbox.joints.autoscaler.simulation import Autoscaler
from sandbox.joints.canaries import Canaries
from sandbox.joints.databases import Databases
from sandbox.joints.jobs import Jobs
from sandbox.joints.node_groups import wanted_nodes
from sandbox.joints.scaling_groups import ScalingGroups
from sandbox.kubernetes import LocalControlPlane, control_plane
from sandbox.kubernetes.api import Api
from sandbox.paths import DATABASES, OUTPUT

STEP_SECONDS: Final = 1.0
"""How often the nodes are looked at, and the pods that find no room."""
START_SECONDS: Final = 1800
"""How long one that is asked for may take, with the build of its programs: as Terraform waits."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Cluster:
    """A cluster that is asked for, and what becomes of it."""

    name: str
    region: str
    answered: Event = field(default_factory=Event)
    answer: list[Endpoint | Exception] = field(default_factory=list)
    unwanted: Event = field(default_factory=Event)
    gone: Event = field(default_factory=Event)

    def tell(self, answer: Endpoint | Exception) -> None:
        """Let the one who asked go on."""
        self.answer.append(answer)
        self.answered.set()


class ControlPlaneLoop:
    """The control planes and databases of the local AWS, run by the thread that calls `run`.

    There is one control plane at a time.

    Args:
        account: The account of the local AWS.
        endpoint: Its URL.
        directory: The folder of the control plane that runs; there is none while none runs. Beside
            it are logs, database servers and synthesized stacks.
    """

    def __init__(self, *, account: str, endpoint: str, directory: Path) -> None:
        self._account = account
        self._endpoint = endpoint
        self._directory = directory
        self._logs = directory.with_name("logs")
        folder, output = (directory.with_name(each.name) for each in (DATABASES, OUTPUT))
        self._databases = Databases(account=account, folder=folder)
        self._jobs = Jobs(account=account, databases=self._databases, folder=folder, output=output)
        self._executed = () if programs.missing() else (provisioning.EXECUTED,)
        self._asked: queue.Queue[_Cluster] = queue.Queue()
        self._running: _Cluster | None = None
        self._starts_ahead = True
        self._lock = Lock()

    def start(self, name: str, region: str) -> Endpoint:
        """Start a control plane and return how it is reached.

        Raises:
            Failure: It did not start, or another cluster stands.
        """
        with self._lock:
            if self._running:
                stands = self._running.name
                raise Failure(f"the sandbox runs one cluster, and {stands} stands already")
            cluster = self._running = _Cluster(name, region)
        self._asked.put(cluster)
        cluster.answered.wait(START_SECONDS)
        answer = cluster.answer[0] if cluster.answer else Failure("it did not start in time")
        if isinstance(answer, Exception):
            cluster.unwanted.set()
            self._running = None
            raise Failure(f"the control plane of {name} did not start: {answer}") from answer
        return answer

    def stop(self, name: str) -> None:
        """Stop a control plane, and wait until nothing of it is left."""
        cluster = self._running
        if cluster and cluster.name == name:
            cluster.unwanted.set()
            cluster.gone.wait(START_SECONDS)
            self._running = None

    def run(self) -> None:
        """Run control planes as they are asked for, for ever.

        Raises:
            Failure: A program of a control plane or a database server ended by itself.
        """
        try:
            while True:
                self._next()
        finally:
            self._databases.stop()

    def _next(self) -> None:
        cluster = self._next_asked()
        # The first one starts while Terraform waits for Aurora, which it makes before a cluster.
        ahead = self._starts_ahead and self._databases.running and are_set_up(CONTROL_PLANE)
        if cluster is None and not ahead:
            return
        self._starts_ahead = False
        try:
            with self._control_plane() as plane:
                cluster = cluster or self._awaited(plane)
                self._serve(plane, cluster)
        except (Failure, OSError) as error:
            if cluster is None:
                # Whoever asks for one next gets it started again, or is told why it does not.
                _log.warning("a control plane did not start ahead: %s", error)
            elif cluster.answered.is_set():
                raise
            else:
                cluster.tell(error if isinstance(error, Failure) else Failure(str(error)))
        finally:
            if cluster:
                cluster.gone.set()

    def _next_asked(self) -> _Cluster | None:
        """Return the next cluster that is still wanted; None if nobody asks within a step."""
        cluster = self._asked_within_step()
        if cluster is None:
            self._databases.check()
            with _goes_on("the databases"):
                self._databases.follow()
            return None
        if cluster.unwanted.is_set():
            cluster.gone.set()
            return None
        return cluster

    def _asked_within_step(self) -> _Cluster | None:
        unwanted = self._running is not None and self._running.unwanted.is_set()
        if not unwanted and not are_set_up(CONTROL_PLANE):
            # It is being built: whoever asks for one waits.
            time.sleep(STEP_SECONDS)
            return None
        with suppress(queue.Empty):
            return self._asked.get(timeout=STEP_SECONDS)
        return None

    def _awaited(self, plane: LocalControlPlane) -> _Cluster:
        """Return the first cluster that is asked for, when it is."""
        while (cluster := self._next_asked()) is None:
            plane.check()
        return cluster

    def _control_plane(self) -> AbstractContextManager[LocalControlPlane]:
        return control_plane(
            self._directory,
            self._logs,
            nodes=(),
            token_reviews=f"{self._endpoint}{authenticator.PATH}",
            executed=self._executed,
        )

    def _serve(self, plane: LocalControlPlane, cluster: _Cluster) -> None:
        api = plane.api
        access.prepare(api)
        authority = (plane.directory / "pki/ca.crt").read_text(encoding="ascii")
        cluster.tell(Endpoint(plane.url, authority, uuid4().hex.upper()))
        groups = ScalingGroups(self._account, cluster.region, cluster.name)
        autoscaler, canaries = Autoscaler(api, groups), Canaries(plane)
        try:
            while not cluster.unwanted.wait(STEP_SECONDS):
                plane.check()
                self._databases.check()
                self._step(api, cluster, autoscaler, canaries)
        finally:
            canaries.stop()

    def _step(
        self, api: Api, cluster: _Cluster, autoscaler: Autoscaler, canaries: Canaries
    ) -> None:
        known = eks_backends[self._account][cluster.region].clusters
        if cluster.name not in known:
            return
        with _goes_on("the principals"):
            access.follow(api, known[cluster.name])
        with _goes_on("the load balancers"):
            load_balancers.follow(api)
        with _goes_on("the nodes"):
            nodes.follow(api, wanted_nodes(self._account, cluster.region, cluster.name))
        with _goes_on("the load"):
            load.follow(api)
        with _goes_on("the number of nodes"):
            autoscaler.scan()
        with _goes_on("the canaries"):
            canaries.follow()
        with _goes_on("the databases"):
            self._databases.follow()
            if self._executed:
                self._jobs.follow(api)


@contextmanager
def _goes_on(what: str) -> Iterator[None]:
    """Let the sandbox go on, whatever Terraform put into the local AWS."""
    try:
        yield
    except Failure as failure:
        # The next step tries again; a program that ended is told by the control plane itself.
        _log.warning("%s", failure)
    except Exception:  # noqa: BLE001 - it is logged as a whole
        _log.exception("%s: a step failed", what)
