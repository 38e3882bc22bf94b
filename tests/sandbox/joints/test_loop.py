"""When the control plane starts, with another in its place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from ops.command import Failure
from sandbox.joints import loop as joint
from sandbox.joints.loop import ControlPlaneLoop
from tests.patience import PATIENCE_SECONDS


@dataclass
class FakeDatabases:
    """Database servers, until the test is over."""

    running: bool
    over: Event

    def check(self) -> None:
        """End the loop with the test."""
        if self.over.is_set():
            raise Failure("over")

    def follow(self) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""


@dataclass
class Started:
    """The control planes that started.

    Attributes:
        loop: What starts them.
        first: Set when the first does.
        count: How many did.
        fails: Whether they fail.
        built: Whether their programs are.
    """

    loop: ControlPlaneLoop
    first: Event = field(default_factory=Event)
    count: int = 0
    fails: bool = False
    built: bool = True


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Started]]:
    """Return a function that runs a loop with other control planes and databases in their place."""
    over, threads = Event(), []
    plane = type("Plane", (), {"url": "https://here", "directory": tmp_path, "api": None})
    (tmp_path / "pki").mkdir()
    (tmp_path / "pki/ca.crt").write_text("authority")
    monkeypatch.setattr(plane, "check", lambda: None, raising=False)
    monkeypatch.setattr(joint, "STEP_SECONDS", 0.01)
    monkeypatch.setattr("sandbox.joints.access.prepare", lambda _: None)

    def run(*, databases: bool, fails: bool = False, built: bool = True) -> Started:
        there: Any = FakeDatabases(databases, over)
        monkeypatch.setattr(joint, "Databases", lambda **_: there)
        loop = ControlPlaneLoop(account="1", endpoint="http://here", directory=tmp_path / "plane")
        started = Started(loop, fails=fails, built=built)
        monkeypatch.setattr(joint, "are_set_up", lambda _: started.built)

        @contextmanager
        def control_plane(*_: object, **__: object) -> Iterator[Any]:
            started.count += 1
            started.first.set()
            if started.fails:
                raise Failure("etcd is gone")
            yield plane

        def end() -> None:
            with pytest.raises(Failure, match="over"):
                loop.run()

        monkeypatch.setattr(joint, "control_plane", control_plane)
        threads.append(Thread(target=end))
        threads[0].start()
        return started

    yield run
    over.set()
    threads[0].join()


def test_the_control_plane_starts_while_databases_are_waited_for(
    running: Callable[..., Started],
) -> None:
    started = running(databases=True)
    assert started.first.wait(PATIENCE_SECONDS)


def test_the_first_cluster_gets_the_control_plane_that_started_ahead(
    running: Callable[..., Started],
) -> None:
    started = running(databases=True)
    started.first.wait(PATIENCE_SECONDS)
    assert started.loop.start("platform", "eu-west-1").url == "https://here"
    assert started.count == 1


def test_without_databases_the_control_plane_starts_when_it_is_asked_for(
    running: Callable[..., Started],
) -> None:
    started = running(databases=False)
    assert started.loop.start("platform", "eu-west-1").authority == "authority"
    assert started.count == 1


def test_one_that_did_not_start_ahead_is_started_when_it_is_asked_for(
    running: Callable[..., Started],
) -> None:
    started = running(databases=True, fails=True)
    started.first.wait(PATIENCE_SECONDS)
    with pytest.raises(Failure, match="the control plane of platform did not start: etcd is gone"):
        started.loop.start("platform", "eu-west-1")
    assert started.count == 2


def test_whoever_asks_while_the_programs_are_built_waits_for_them(
    running: Callable[..., Started],
) -> None:
    started = running(databases=True, built=False)
    asking = Thread(target=started.loop.start, args=("platform", "eu-west-1"))
    asking.start()
    assert not started.first.wait(0.2)
    started.built = True
    asking.join(PATIENCE_SECONDS)
    assert started.count == 1
