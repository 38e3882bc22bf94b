"""Ends what costs while it runs, once the tests that come next in its worker do without it.

A control plane that does nothing still takes part of a core, and a session ends with its last
test.
"""

from collections.abc import Generator
from functools import cache
from typing import Any, Final

import pytest

from tests import turns

SLOW_FIXTURES: Final = frozenset(
    {"control_plane", "inside", "joined", "postgres", "server", "terraform"}
)
"""A control plane, a database, a local AWS, the real Terraform: the start alone takes seconds."""

_running: dict[pytest.FixtureDef[Any], pytest.FixtureRequest] = {}


def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> None:
    """Note what runs until the session ends."""
    if fixturedef.scope == "session" and fixturedef.argname in SLOW_FIXTURES:
        _running[fixturedef] = request


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """End what no test of the next unit needs."""
    result = yield
    if nextitem and turns.unit(nextitem.nodeid) != turns.unit(item.nodeid):
        needed = needs(tuple(item.session.items)).get(turns.unit(nextitem.nodeid), frozenset())
        for fixturedef in [each for each in _running if each.argname not in needed]:
            fixturedef.finish(_running.pop(fixturedef))  # type: ignore[arg-type] # a SubRequest
    return result


@cache
def needs(items: tuple[pytest.Item, ...]) -> dict[str, frozenset[str]]:
    """Return which slow fixtures the tests of each unit use, whatever uses none left out."""
    found: dict[str, frozenset[str]] = {}
    for item in items:
        used = SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))
        if used:
            unit = turns.unit(item.nodeid)
            found[unit] = found.get(unit, frozenset()) | used
    return found
