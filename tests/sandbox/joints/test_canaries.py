"""When the controller of canaries runs, with another in its place."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from ops.command import Failure
from sandbox.joints.canaries import Canaries
from sandbox.kubernetes import rollouts


@dataclass
class Plane:
    """A control plane.

    Attributes:
        has_addon: Whether the namespace of the addon is there.
        running: The controllers that run, each by the address of its measurements.
        refuses: Whether it refuses to run one.
    """

    has_addon: bool = True
    running: list[str] = field(default_factory=list)
    refuses: bool = False

    @property
    def api(self) -> "Plane":
        """Itself."""
        return self

    def get(self, path: str) -> object:
        """Return the namespace."""
        assert path == "/api/v1/namespaces/argo-rollouts"
        return {} if self.has_addon else None

    def stop(self, name: str) -> None:
        """End the controller."""
        assert name == "rollouts-controller"
        self.running.clear()


@pytest.fixture
def plane(monkeypatch: pytest.MonkeyPatch) -> Plane:
    """Return a control plane that knows Rollouts, whose controller is built."""
    there = Plane()

    def run(_: object, objects: list[Any], proxy: str) -> None:
        if there.refuses:
            raise Failure("Forbidden")
        assert "ClusterRole" in {each["kind"] for each in objects}
        there.running.append(proxy)

    monkeypatch.setattr(rollouts, "is_built", lambda: True)
    monkeypatch.setattr(rollouts, "is_defined", lambda _: True)
    monkeypatch.setattr(rollouts, "run", run)
    return there


@pytest.fixture
def canaries(plane: Plane) -> Any:  # noqa: ANN401 - of a plane that is none
    """Return what runs the controller there."""
    there: Any = plane
    made = Canaries(there)
    yield made
    made.stop()


def test_it_is_started_once_while_its_addon_is_there(plane: Plane, canaries: Canaries) -> None:
    canaries.follow()
    canaries.follow()
    (proxy,) = plane.running
    assert proxy.startswith("http://127.0.0.1:")


def test_it_ends_with_its_addon_and_comes_back_with_it(plane: Plane, canaries: Canaries) -> None:
    canaries.follow()
    plane.has_addon = False
    canaries.follow()
    assert plane.running == []
    plane.has_addon = True
    canaries.follow()
    assert len(plane.running) == 1


@pytest.mark.parametrize("lacks", ["is_built", "is_defined"])
def test_it_waits_until_it_is_built_and_its_kinds_are_known(
    plane: Plane, canaries: Canaries, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    with monkeypatch.context() as without:
        without.setattr(rollouts, lacks, lambda *_: False)
        canaries.follow()
        assert plane.running == []
    canaries.follow()
    assert len(plane.running) == 1


def test_one_that_did_not_start_is_tried_again(plane: Plane, canaries: Canaries) -> None:
    plane.refuses = True
    with pytest.raises(Failure, match="Forbidden"):
        canaries.follow()
    plane.refuses = False
    canaries.follow()
    assert len(plane.running) == 1
