"""Comparing, without the plans themselves."""

from collections.abc import Callable

import pytest

from sandbox.commands import diff as comparing
from sandbox.terraform.plans import Plan
from tests.sandbox.commands.support import Deployment, run, start

pytestmark = pytest.mark.slow


def test_diff_without_a_sandbox_is_refused() -> None:
    result = run("diff")
    assert result.exit_code == 2
    assert "Begin with `make up`" in result.stderr


@pytest.mark.parametrize(("planned", "status"), [(0, 0), (2, 3), (1, 1)])
def test_diff_tells_changes_by_its_exit_status(
    deployment: Callable[[Deployment], None],
    monkeypatch: pytest.MonkeyPatch,
    planned: int,
    status: int,
) -> None:
    start()
    deployment(lambda _: None)
    found = {"networking": Plan(planned, "Plan: 1 to add")}
    monkeypatch.setattr(comparing, "plans", lambda *_: found)
    result = run("diff")
    assert result.exit_code == status
    assert ("Plan: 1 to add" in result.output) == (planned != 0)
