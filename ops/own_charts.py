"""Our own charts, as the work tree and earlier commits have them."""

from pathlib import Path
from typing import Any, Final

from config.errors import ConfigError
from config.yaml.source import YamlDocument, load_yaml, read_yaml
from ops import git

CHARTS: Final = Path("helm")
DESCRIPTION: Final = "Chart.yaml"
_BESIDE: Final = (".helmignore", "README.md", "README.md.gotmpl", "ci", "tests")
"""The files of a chart's folder that are not released: synthesis takes the rest."""


def own_charts() -> list[Path]:
    """Return the folders of our charts, by their names."""
    return sorted(file.parent for file in CHARTS.glob(f"*/{DESCRIPTION}"))


def description(chart: Path) -> YamlDocument:
    """Return what describes a chart of the work tree.

    Raises:
        ConfigError: The file cannot be read, or is no YAML.
    """
    return read_yaml(chart / DESCRIPTION)


def version_in(described: YamlDocument) -> str | None:
    """Return the version of a chart as it is written; None where there is none."""
    data: Any = described.data
    found = data.get("version") if isinstance(data, dict) else None
    return None if found is None else str(found)


def version_at(commit: str, chart: Path) -> str | None:
    """Return the version that a chart had; None where it was not there, or had none."""
    file = chart / DESCRIPTION
    try:
        return version_in(load_yaml(git.answer("show", f"{commit}:./{file}"), file))
    except ConfigError:
        return None


def is_changed(chart: Path, commit: str) -> bool:
    """Return whether what is released of a chart is another in the work tree than in a commit."""
    left_out = [f":(exclude){chart / name}" for name in _BESIDE]
    where = ("--", str(chart), *left_out)
    others = git.output("ls-files", "--others", "--exclude-standard", *where)
    return bool(git.output("diff", "--name-only", commit, *where) or others)


def before(chart: Path, revision: str) -> str | None:
    """Return the commit with the version of a chart that the one of the work tree comes after.

    That is the commit at which the work tree left a revision. Where nothing of the chart is another
    there, as on main itself, it is the newest one with another version of the chart.

    Returns:
        The commit; None where the chart never had another version.

    Raises:
        Refusal: Git knows no such revision here, or HEAD does not come from it.
    """
    base = git.left(revision)
    if is_changed(chart, base):
        return base if version_at(base, chart) else None
    now = version_at(base, chart)
    described = str(chart / DESCRIPTION)
    for commit in git.output("log", "--format=%H", base, "--", described).split():
        if version_at(commit, chart) not in (now, None):
            return commit
    return None
