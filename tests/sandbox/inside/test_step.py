"""With which options a release is installed."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sandbox.inside.step import Release

RELEASE = Release(
    address="helm_release.shop",
    name="shop",
    namespace="shop",
    chart=Path("chart"),
    values=(),
    timeout_seconds=60,
)


@pytest.mark.parametrize("waits", [True, False])
def test_a_release_fails_with_its_pods_unless_nobody_waits_for_them(
    tmp_path: Path, *, waits: bool
) -> None:
    ran: list[str] = []
    cluster: Any = SimpleNamespace(directory=tmp_path, run=lambda *command: ran.extend(command))
    replace(RELEASE, waits=waits).do(cluster)
    assert ({"--atomic", "--wait", "--wait-for-jobs"} <= set(ran)) is waits
    assert ("--atomic" in ran) is waits
