"""What runs until the session ends is ended before, where the next tests do without it."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests import lifetimes


@dataclass(frozen=True)
class Session:
    """A session with its tests."""

    items: list[Any] = field(default_factory=list, hash=False, compare=False)


@dataclass(frozen=True)
class Test:
    """A test, and what it uses."""

    __test__ = False

    nodeid: str
    session: Session
    fixturenames: tuple[str, ...] = ()


@dataclass(frozen=True)
class Running:
    """A fixture that runs."""

    ended: list[object] = field(default_factory=list, hash=False)
    scope: str = "session"
    argname: str = "control_plane"

    def finish(self, request: object) -> None:
        """End it."""
        self.ended.append(request)


@pytest.mark.parametrize(
    ("following", "uses", "ended"),
    [
        ("tests/test_main.py::test_a", (), ["request"]),
        ("tests/test_main.py::test_a", ("control_plane",), []),
        ("tests/kubernetes/test_b.py::test_b", (), []),
    ],
)
def test_it_ends_where_no_test_of_the_next_unit_needs_it(
    monkeypatch: pytest.MonkeyPatch, following: str, uses: tuple[str, ...], ended: list[str]
) -> None:
    monkeypatch.setattr(lifetimes, "_running", {})
    session, running = Session(), Running()
    last: Any = Test("tests/kubernetes/test_a.py::test_a", session, ("control_plane",))
    # The first test of a unit may do without what a later one uses.
    then: list[Any] = [Test(following, session), Test(f"{following}_too", session, uses)]
    session.items.extend([last, *then])
    fixture: Any = running
    request: Any = "request"
    lifetimes.pytest_fixture_setup(fixture, request)

    steps = lifetimes.pytest_runtest_teardown(last, then[0])
    next(steps)
    with suppress(StopIteration):
        steps.send(None)

    assert running.ended == ended
