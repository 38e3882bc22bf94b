"""Which steps are done, and which are to be done, in a cluster that only remembers."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier

import psutil
import pytest

from sandbox.inside.changes import PATH, REMOVAL_SECONDS, Change, changes, make
from sandbox.inside.install import Inside
from sandbox.kubernetes import ControlPlaneError, LocalControlPlane
from sandbox.kubernetes.api import Api
from terraform_json.types import Json
from tests.patience import PATIENCE_SECONDS, eventually


@dataclass(frozen=True)
class Step:
    """A step that can be told to fail."""

    address: str
    digest: str = "1"
    fails: bool = False

    @property
    def undo(self) -> list[str]:
        """Return a command that names the step."""
        return ["helm", "uninstall", self.address]

    def do(self, cluster: LocalControlPlane) -> None:
        """Run a command that names the step, unless it fails."""
        if self.fails:
            raise ControlPlaneError(f"{self.address} is refused")
        cluster.run("do", self.address)

    def recover(self, cluster: LocalControlPlane) -> None:
        """Run a command that names the step."""
        cluster.run("recover", self.address)


class Record(Api):
    """An API that keeps one ConfigMap."""

    def __init__(self) -> None:
        self.kept: Json | None = None

    def get(self, path: str, **_: str) -> Json | None:
        """Return what is kept."""
        assert path == PATH
        return self.kept

    def apply(self, path: str, body: Json) -> Json:
        """Keep it."""
        assert path == PATH
        self.kept = json.loads(json.dumps(body))
        return body


class Remembering(LocalControlPlane):
    """A control plane that keeps one ConfigMap, and the commands that it was given.

    Attributes:
        refuses_to_remove: Why nothing can be removed; empty where everything can.
    """

    def __init__(self) -> None:
        super().__init__(directory=Path("nowhere"), logs=Path("nowhere"))
        object.__setattr__(self, "commands", [])
        object.__setattr__(self, "api", Record())
        object.__setattr__(self, "refuses_to_remove", "")
        object.__setattr__(self, "dies", False)

    commands: list[tuple[str, ...]]
    refuses_to_remove: str
    dies: bool

    def run(self, name: str, *arguments: str, stdin: str = "") -> str:
        """Note a command."""
        assert not stdin
        if self.refuses_to_remove and arguments[0] == "uninstall":
            raise ControlPlaneError(self.refuses_to_remove)
        if self.dies:
            raise KilledError
        self.commands.append((name, *arguments))
        return ""


@pytest.fixture
def cluster() -> Remembering:
    """Return a cluster without anything in it."""
    return Remembering()


def of(*steps: Step) -> Inside:
    """Return steps of which each needs the one before."""
    return Inside(waves=tuple((step,) for step in steps), left_out=())


def removal(address: str) -> tuple[str, ...]:
    return ("helm", "uninstall", address, f"--timeout={REMOVAL_SECONDS}s")


def told(todo: Sequence[Change]) -> list[tuple[str, str]]:
    return [(change.action, change.address) for change in todo]


def install(cluster: Remembering, *steps: Step) -> None:
    make(cluster, changes(cluster, of(*steps)), lambda _: None)


def test_what_is_not_done_is_created_in_its_order(cluster: Remembering) -> None:
    install(cluster, Step("b"), Step("a"))
    assert cluster.commands == [("do", "b"), ("do", "a")]


def test_what_is_done_is_not_done_again(cluster: Remembering) -> None:
    install(cluster, Step("a"))
    assert changes(cluster, of(Step("a"))) == []


def test_what_has_another_digest_is_changed(cluster: Remembering) -> None:
    install(cluster, Step("a"), Step("b"))
    assert told(changes(cluster, of(Step("a"), Step("b", digest="2")))) == [("change", "b")]


def test_what_is_no_more_is_removed_the_last_first(cluster: Remembering) -> None:
    install(cluster, Step("a"), Step("b"), Step("c"))
    assert told(changes(cluster, of(Step("a")))) == [("remove", "c"), ("remove", "b")]
    install(cluster, Step("a"))
    assert cluster.commands[3:] == [removal("c"), removal("b")]
    assert changes(cluster, of(Step("a"))) == []


@pytest.mark.parametrize(
    "said", ["timed out waiting for the condition on namespaces/a", "context deadline exceeded"]
)
def test_what_does_not_end_is_not_waited_for_for_ever(cluster: Remembering, said: str) -> None:
    install(cluster, Step("a"))
    object.__setattr__(cluster, "refuses_to_remove", said)
    with pytest.raises(ControlPlaneError, match=rf"{said}\n.*has not ended within 300 seconds"):
        install(cluster)
    assert told(changes(cluster, of())) == [("remove", "a")]


def test_what_cannot_be_removed_is_told_as_it_is(cluster: Remembering) -> None:
    install(cluster, Step("a"))
    object.__setattr__(cluster, "refuses_to_remove", "forbidden")
    with pytest.raises(ControlPlaneError, match=r"^forbidden$"):
        install(cluster)


def test_a_step_that_fails_is_tried_again_and_those_before_it_are_not(cluster: Remembering) -> None:
    with pytest.raises(ControlPlaneError, match="b is refused"):
        install(cluster, Step("a"), Step("b", fails=True), Step("c"))
    assert told(changes(cluster, of(Step("a"), Step("b"), Step("c")))) == [
        ("create", "b"),
        ("create", "c"),
    ]


def test_each_change_is_told_before_it_is_made(cluster: Remembering) -> None:
    heard: list[tuple[str, int]] = []
    todo = changes(cluster, of(Step("a"), Step("b")))
    make(cluster, todo, lambda change: heard.append((change.address, len(cluster.commands))))
    assert heard == [("a", 0), ("b", 1)]


class KilledError(BaseException):
    """Stands for a kill: nobody catches it."""


def killed_over(cluster: Remembering, *steps: Step) -> None:
    """Be killed when the last of the changes is being made."""
    todo = changes(cluster, of(*steps))

    def tell(change: Change) -> None:
        if change is todo[-1]:
            object.__setattr__(cluster, "dies", True)

    with pytest.raises(KilledError):
        make(cluster, todo, tell)
    object.__setattr__(cluster, "dies", False)


def test_what_a_command_was_killed_over_is_made_again(cluster: Remembering) -> None:
    killed_over(cluster, Step("a"), Step("b"))
    assert told(changes(cluster, of(Step("a"), Step("b")))) == [("create", "b")]


def test_what_a_command_was_killed_over_is_cleared_away_before_it_is_made_again(
    cluster: Remembering,
) -> None:
    killed_over(cluster, Step("a"))
    install(cluster, Step("a"))
    assert cluster.commands == [("recover", "a"), ("do", "a")]


def test_what_a_command_was_killed_over_is_removed_where_nobody_asks_for_it_more(
    cluster: Remembering,
) -> None:
    killed_over(cluster, Step("a"), Step("b"))
    assert told(changes(cluster, of(Step("a")))) == [("remove", "b")]


def test_a_change_that_is_taken_back_after_a_kill_is_taken_back_in_the_cluster(
    cluster: Remembering,
) -> None:
    install(cluster, Step("a"))
    killed_over(cluster, Step("a", digest="2"))
    assert told(changes(cluster, of(Step("a")))) == [("create", "a")]


def test_what_was_being_removed_is_made_again_where_it_is_asked_for_again(
    cluster: Remembering,
) -> None:
    install(cluster, Step("a"), Step("b"))
    killed_over(cluster, Step("a"))
    assert told(changes(cluster, of(Step("a"), Step("b")))) == [("create", "b")]


def at_once(cluster: Remembering, *steps: Step) -> None:
    make(cluster, changes(cluster, Inside(waves=(steps,), left_out=())), lambda _: None)


@dataclass(frozen=True)
class Meeting(Step):
    """A step that ends once another has begun."""

    met: Barrier = field(default_factory=lambda: Barrier(2))

    def do(self, cluster: LocalControlPlane) -> None:  # noqa: ARG002 - of a step
        """Wait for the other."""
        self.met.wait(timeout=PATIENCE_SECONDS)


def test_what_needs_nothing_of_each_other_is_made_at_once(cluster: Remembering) -> None:
    met = Barrier(2)
    at_once(cluster, Meeting("a", met=met), Meeting("b", met=met))
    assert changes(cluster, of(Step("a"), Step("b"))) == []


def test_all_of_a_wave_that_fail_are_told_and_the_others_are_done(cluster: Remembering) -> None:
    with pytest.raises(ControlPlaneError, match=r"^a is refused\nc is refused$"):
        at_once(cluster, Step("a", fails=True), Step("b"), Step("c", fails=True))
    assert told(changes(cluster, of(Step("b")))) == [("remove", "c"), ("remove", "a")]


@dataclass(frozen=True)
class Endless(Step):
    """A step that runs a program which ends when it is killed."""

    program: Path = Path("helm")

    def do(self, cluster: LocalControlPlane) -> None:  # noqa: ARG002 - of a step
        """Run it."""
        subprocess.run([self.program], check=False)


@dataclass(frozen=True)
class Interrupted(Step):
    """A step during which a command is interrupted, once another runs a program."""

    def do(self, cluster: LocalControlPlane) -> None:  # noqa: ARG002 - of a step
        """Stand for the interrupt."""
        eventually(running)
        raise KilledError


def running() -> bool:
    return any(child.name() == "helm" for child in psutil.Process().children())


def test_an_interrupt_ends_what_is_being_installed(cluster: Remembering, tmp_path: Path) -> None:
    program = tmp_path / "helm"
    program.write_text("#!/bin/sh\nread line < fifo\n", encoding="utf-8")
    program.write_text(f"#!/bin/sh\nread line < {tmp_path}/nobody-writes\n", encoding="utf-8")
    os.mkfifo(tmp_path / "nobody-writes")
    program.chmod(0o700)
    with pytest.raises(KilledError):
        at_once(cluster, Endless("a", program=program), Interrupted("b"))
    assert not running()
