"""Whether a chart of ours that changes has another version, by which its releases can be told."""

from collections.abc import Iterator
from pathlib import Path

from config.errors import ConfigError, Mistake
from ops import git
from ops.own_charts import description, is_changed, own_charts, version_at, version_in
from ops.semantic_versions import precedence

_FORM = "a semantic version, such as 1.4.0: https://semver.org"


def moved_versions(revision: str) -> list[str]:
    """Return a line on each chart that is not released as it was where the work tree left a commit.

    Args:
        revision: A branch or a commit.

    Raises:
        Refusal: Git knows no such revision here, or HEAD does not come from it.
        ConfigError: A chart's version did not rise, or is no semantic version.
    """
    base = git.left(revision)
    changed = [chart for chart in own_charts() if is_changed(chart, base)]
    if mistakes := [each for chart in changed for each in _mistakes(chart, base)]:
        raise ConfigError(mistakes)
    lines = [
        f"{chart.name}: {version_at(base, chart) or 'new,'} -> {version_in(description(chart))}"
        for chart in changed
    ]
    return lines or [f"No chart is released otherwise than at {base[:12]}."]


def _mistakes(chart: Path, base: str) -> Iterator[Mistake]:
    described, old = description(chart), version_at(base, chart)
    new = version_in(described)
    after = precedence(new) if new else None
    if after is None:
        yield described.mistake(
            ("version",),
            "is no semantic version",
            allowed=_FORM,
            remedy="write its three numbers",
        )
        return
    before = precedence(old) if old else None
    if before is not None and after <= before:
        yield described.mistake(
            ("version",),
            f"did not rise, and what is released of the chart is another than at {base[:12]}",
            allowed=f"a version after {old}",
            remedy="raise the last number for a repair, the second for something new, the first"
            " where values of an application have to change; then `make snapshots`",
        )
