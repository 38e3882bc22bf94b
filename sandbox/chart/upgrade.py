"""Upgrades releases from one version of the chart to another, and watches their pods meanwhile."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sandbox.chart.ready_pods import watched
from sandbox.chart.release import PATIENCE_SECONDS, Release, make_namespaces
from sandbox.kubernetes import ControlPlaneError, LocalControlPlane

_VALUES: Final = "-values.yaml"
_REFUSED: Final = re.compile(r'\b([A-Z]\w+)[\w.]* "([^"]+)" is invalid: (.+?)(?: && |$)')
_IMMUTABLE: Final = re.compile(
    r"(\w[\w.\[\]]*): Invalid value: (?:(?!: Invalid value: ).)*?field is immutable"
)


@dataclass(frozen=True, kw_only=True)
class Upgrade:
    """The upgrade of a release.

    Attributes:
        name: The name of its values.
        ready: The fewest pods that were ready at the same time; None where it was not upgraded.
        budget: How many its budget asks for.
        problem: Why it is no good; empty where it is.
    """

    name: str
    ready: int | None = None
    budget: int = 0
    problem: str = ""


def values_of(chart: Path) -> dict[str, Path]:
    """Return the files of values with which a chart is to be tried, by their names."""
    files = sorted(chart.glob(f"ci/*{_VALUES}"))
    return {file.name.removesuffix(_VALUES): file for file in files}


def upgrades(cluster: LocalControlPlane, base: Path, head: Path) -> list[Upgrade]:
    """Install the chart with each of its values as it was, and upgrade it to what it is.

    Values go with their chart, since each refuses what it does not know. Those that the base does
    not have, or the head has no more, are left out.

    Args:
        cluster: A control plane that knows the kinds of the chart's objects.
        base: The chart's folder, as it was.
        head: The chart's folder, as it is.
    """
    before, after = values_of(base), values_of(head)
    both = {name: (before[name], after[name]) for name in sorted(before.keys() & after.keys())}
    return tried(cluster, base, head, both)


def tried(
    cluster: LocalControlPlane, base: Path, head: Path, values: Mapping[str, tuple[Path, Path]]
) -> list[Upgrade]:
    """Upgrade a release for each pair of values, that of the base and that of the head."""
    make_namespaces(cluster, values)

    def one(name: str) -> Upgrade:
        before, after = values[name]
        return _upgraded(Release(cluster, name, before), after, base, head)

    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(one, values))


def immutable_fields(said: str) -> list[str]:
    """Return the fields that the API server refuses to change, each with its object.

    Args:
        said: What Helm printed.
    """
    return [
        f"{kind} {name}: {field}"
        for kind, name, why in _REFUSED.findall(said)
        for field in _IMMUTABLE.findall(why)
    ]


def _upgraded(release: Release, values: Path, base: Path, head: Path) -> Upgrade:
    try:
        release.upgrade(chart=base)
        release.wait_for_replicas()
        budget = _budget(release)
    except ControlPlaneError as error:
        return Upgrade(name=release.name, problem=f"the chart of the base: {error}")
    try:
        with watched(release) as counts:
            replace(release, values=values).upgrade(chart=head)
    except ControlPlaneError as error:
        fields = immutable_fields(str(error))
        why = f"nobody can change {', '.join(fields)}" if fields else str(error)
        return Upgrade(name=release.name, budget=budget, problem=why)
    ready = min(counts, default=len(release.ready_pods()))
    few = f"only {ready} of its pods were ready at a time, and its budget asks for {budget}"
    problem = few if ready < budget else ""
    return Upgrade(name=release.name, ready=ready, budget=budget, problem=problem)


def _budget(release: Release) -> int:
    """Return how many pods must stay, once the controller has counted all; 0 without a budget."""
    if not release.get("pdb"):
        return 0
    expected = len(release.ready_pods())
    counted = f"--for=jsonpath={{.status.expectedPods}}={expected}"
    release.kubectl("wait", f"pdb/{release.name}", counted, f"--timeout={PATIENCE_SECONDS}s")
    asked: int = release.get("pdb", release.name)["status"]["desiredHealthy"]
    return asked
