"""Tries on a control plane whether releases of the chart can be upgraded to what it is now."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from config.applications.chart_values import CHART
from ops import git
from ops.command import Failure
from ops.own_charts import before, description, version_at, version_in
from sandbox.chart.upgrade import Upgrade, upgrades
from sandbox.kubernetes import control_plane, rollouts
from sandbox.kubernetes.custom_resources import EXTERNAL_SECRETS, MONITORING, install

LOGS: Final = Path(".logs/chart")
REMEDY: Final = (
    "Helm cannot change a field that is immutable: keep it, or give the object another name."
    " Where pods are too few, let the update add pods before it takes any away."
)


def upgrade_chart(console: Console, revision: str) -> None:
    """Install the chart as it was where the work tree left a revision, and upgrade it.

    Raises:
        Failure: A release cannot be upgraded, or has too few pods meanwhile; or the control plane
            does not start.
        Refusal: Git knows no such revision here, or HEAD does not come from it.
    """
    base, now = before(CHART, revision), version_in(description(CHART))
    if base is None:
        console.print(f"No commit here has {CHART} in another version than {now}: none to upgrade")
        return
    console.print(f"{CHART} {version_at(base, CHART)} of {base[:12]} is upgraded to {now}")
    # A socket's path is short: https://man7.org/linux/man-pages/man7/unix.7.html
    with tempfile.TemporaryDirectory(prefix="chart-") as folder:
        chart = git.extract(base, CHART, Path(folder))
        with control_plane(Path(folder) / "run", LOGS) as cluster:
            install(cluster, [*EXTERNAL_SECRETS, *MONITORING])
            rollouts.define(cluster)
            rollouts.run(cluster, rollouts.ours())
            found = upgrades(cluster, chart, CHART)
    console.print(_table(found))
    bad = [each for each in found if each.problem]
    if bad:
        told = "\n".join(f"{each.name}: {each.problem}" for each in bad)
        raise Failure(f"{len(bad)} of {len(found)} upgrades of {CHART} failed.\n{told}\n{REMEDY}")


def _table(found: Sequence[Upgrade]) -> Table:
    table = Table("values", "ready pods, at least", "asked for by the budget", "upgrade")
    for each in found:
        ready = "" if each.ready is None else str(each.ready)
        table.add_row(each.name, ready, str(each.budget), "failed" if each.problem else "done")
    return table
