"""No planned disruption takes an application below what its budget promises, second by second."""

import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.applications.chart_values import CHART
from ops.programs import program
from terraform_json.types import Json
from tests.helm.conftest import Install
from tests.helm.release import Release
from tests.patience import PATIENCE_SECONDS

ZONE = "topology.kubernetes.io/zone"
EVENT = (
    "{.type} {.object.metadata.name} {.object.metadata.deletionTimestamp}/"
    '{.object.status.conditions[?(@.type=="Ready")].status}{"\\n"}'
)
WATCH = ("get", "pods", "--watch", "--output-watch-events", f"--output=jsonpath={EVENT}")


class ReadyPods:
    """Counts the ready pods of a release at every change of one of them.

    A pod that is being deleted does not count, though it still serves for a while.
    """

    def __init__(self) -> None:
        self.counts: list[int] = []
        self._changed = threading.Condition()
        self._ready: set[str] = set()

    def read(self, lines: Iterable[str]) -> None:
        """Follow events: one line each."""
        for line in lines:
            kind, name, state = line.split()
            with self._changed:
                if kind != "DELETED" and state == "/True":
                    self._ready.add(name)
                else:
                    self._ready.discard(name)
                self.counts.append(len(self._ready))
                self._changed.notify_all()

    def wait_for(self, ready: set[str]) -> None:
        """Wait until the pods that are ready are these."""
        with self._changed:
            seen = self._changed.wait_for(lambda: self._ready == ready, timeout=PATIENCE_SECONDS)
        assert seen, f"{self._ready} are ready, not {ready}"


@contextmanager
def watched(release: Release) -> Iterator[list[int]]:
    """Yield the counts of ready pods, from before the context until all is calm after it."""
    pods = ReadyPods()
    watch = subprocess.Popen(
        [program("kubectl"), *WATCH, f"--namespace={release.name}"],
        env=release.cluster.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    with watch, ThreadPoolExecutor() as pool:
        assert watch.stdout
        reading = pool.submit(pods.read, watch.stdout)
        try:
            pods.wait_for(_ready_pods(release))
            pods.counts.clear()
            yield pods.counts
            release.wait_for_replicas()
            pods.wait_for(_ready_pods(release))
        finally:
            watch.terminate()
            reading.result(timeout=PATIENCE_SECONDS)


@pytest.fixture(scope="session")
def disrupted(install: Install, files: dict[str, Path]) -> dict[str, Release]:
    """Return two releases of the image-only application: three pods, of which two must stay."""
    return install(dict.fromkeys(("disrupted", "weakened"), files["app1"]))


@pytest.fixture
def app(disrupted: dict[str, Release]) -> Release:
    """Return one of them."""
    return disrupted["disrupted"]


@pytest.fixture
def weakened(tmp_path: Path) -> Path:
    """Return a copy of the chart whose updates take pods away before they add any."""
    chart = tmp_path / "weakened"
    shutil.copytree(CHART, chart)
    template = chart / "templates" / "deployment.yaml"
    text = template.read_text(encoding="utf-8")
    surge = '{{ include "microservice.yaml" .Values.rollout.maxSurge }}'
    strict = f"maxUnavailable: 0\n      maxSurge: {surge}"
    assert strict in text
    text = text.replace(strict, "maxUnavailable: 100%\n      maxSurge: 0")
    template.write_text(text, encoding="utf-8")
    return chart


def test_an_upgrade_takes_no_ready_pod_away_first(app: Release) -> None:
    with watched(app) as counts:
        app.upgrade("--set=env.REVISION=new")
    assert min(counts) >= 3
    assert max(counts) > 3


def test_a_rollback_takes_no_ready_pod_away_first(app: Release) -> None:
    app.upgrade("--set=env.REVISION=to be undone")
    with watched(app) as counts:
        app.helm("rollback", app.name, "--wait")
    assert min(counts) >= 3
    assert max(counts) > 3


def test_an_upgrade_that_takes_pods_away_first_is_noticed(
    disrupted: dict[str, Release], weakened: Path
) -> None:
    app = disrupted["weakened"]
    with watched(app) as counts:
        app.upgrade("--set=env.REVISION=weakened", chart=weakened)
    assert min(counts) < 2


def test_a_drain_of_two_zones_at_once_leaves_the_budget(
    app: Release,
) -> None:
    with watched(app) as counts, drained(app, "eu-west-1a", "eu-west-1b"):
        pass
    assert min(counts) == 2


def test_the_pods_of_a_drained_zone_find_room_in_the_others(
    app: Release,
) -> None:
    with drained(app, "eu-west-1c"):
        app.wait_for_replicas()
        nodes = {pod["spec"]["nodeName"] for pod in app.get("pods")}
    assert not any("eu-west-1c" in node for node in nodes)


@contextmanager
def drained(release: Release, *zones: str) -> Iterator[None]:
    """Drain the nodes of zones of a release's pods, all at the same time; give them back after."""
    nodes = [
        node["metadata"]["name"]
        for node in release.get("nodes", "--selector=node=apps")
        if node["metadata"]["labels"][ZONE] in zones
    ]
    assert len(nodes) == 2 * len(zones)
    pods = f"--pod-selector=app.kubernetes.io/name={release.name}"
    try:
        release.cluster.run("kubectl", "drain", *nodes, pods, "--delete-emptydir-data")
        yield
    finally:
        release.cluster.run("kubectl", "uncordon", *nodes)


def _ready_pods(release: Release) -> set[str]:
    return {pod["metadata"]["name"] for pod in release.get("pods") if _is_ready(pod)}


def _is_ready(pod: Json) -> bool:
    conditions = {item["type"]: item["status"] for item in pod["status"].get("conditions", ())}
    return "deletionTimestamp" not in pod["metadata"] and conditions.get("Ready") == "True"
