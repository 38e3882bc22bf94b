"""Tells which versions these are: the platform's, and of all that it stands on.

Examples: `make version`; `python -m ops.versions --json`.

Exit status: 0; 1 when a file cannot be read; 2 when the file of an environment or an addon has
mistakes.
"""

import importlib.metadata
import json
import platform
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from config.addons.load import addon_pins
from config.environment import available_environments, load_environment
from config.provider_locks import LOCKED, locked_providers, locked_version
from config.reading import at
from ops.command import ends_well, run
from ops.go_modules import TOOLS, required_modules
from ops.own_charts import description, own_charts

ROOT: Final = Path(__file__).parents[1]

Versions = dict[str, dict[str, str]]


def main(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Print the versions of the platform, its tools, providers, charts and Kubernetes."""
    with ends_well():
        found = versions()
        if as_json:
            typer.echo(json.dumps(found, indent=2))
        else:
            Console(highlight=False, emoji=False).print(_table(found))


def versions() -> Versions:
    """Return each version by its name, in groups.

    Raises:
        ConfigError: The file of an environment or an addon has mistakes.
        OSError: A file cannot be read.
    """
    return {
        "platform": {
            "platform": _platform(),
            "commit": _commit(),
            "CDKTF": importlib.metadata.version("cdktf"),
        },
        "programs": {
            "Python": platform.python_version(),
            "Terraform": _terraform(),
            "Helm": _go_pin("helm", "helm.sh/helm/v3"),
        },
        "Terraform providers": {name: locked_version(name) for name in locked_providers(LOCKED)},
        "Kubernetes": {
            "sandbox": _go_pin("kubernetes", "k8s.io/kubernetes"),
            **{name: load_environment(name).cluster.version for name in available_environments()},
        },
        "charts of ours": dict(_own_charts()),
        "charts of others": dict(sorted((pin.chart, pin.version) for pin in addon_pins().values())),
    }


def _platform() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _commit() -> str:
    """Return the commit that is checked out, with `-dirty` where files differ from it."""
    told = _told("git", "-C", str(ROOT), "describe", "--always", "--exclude=*", "--dirty")
    return "no checkout of Git" if told is None else told.strip()


def _terraform() -> str:
    told = _told("terraform", "version", "-json")
    return "not installed" if told is None else str(json.loads(told)["terraform_version"])


def _told(*command: str) -> str | None:
    """Return what a program prints; None where it is not there, or fails."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def _go_pin(family: str, module: str) -> str:
    return required_modules(TOOLS / family / "go.mod")[module]


def _own_charts() -> Iterator[tuple[str, str]]:
    for described in map(description, own_charts()):
        yield str(at(described, ("name",))), str(at(described, ("version",)))


def _table(found: Versions) -> Table:
    table = Table(show_header=False, box=None)
    for group, each in found.items():
        table.add_row(f"[bold]{group}[/bold]")
        for name, version in each.items():
            table.add_row(f"  {name}", version)
    return table


if __name__ == "__main__":
    run(main, __doc__)
