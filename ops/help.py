"""`make help`: the commands in groups, each with an example where its name alone does not do.

It runs before anything is set up, so that it needs no more than Python itself.
"""

import os
import re
import sys
from pathlib import Path
from typing import Final

MAKEFILE: Final = Path(__file__).parents[1] / "Makefile"

GROUPS: Final[dict[str, dict[str, str]]] = {
    "Everyday": {
        "up": "PLATFORM_ENV=staging make up",
        "diff": "",
        "status": "",
        "outputs": "",
        "kubeconfig": 'eval "$(make kubeconfig)"',
        "psql": "make psql APP=backend",
        "down": "",
        "synth": "PLATFORM_ENV=prod make synth",
        "resilience": "PLATFORM_ENV=prod make resilience",
        "gameday": "make gameday SCENARIO=zone-lost",
        "review": "make review BASE=main",
        "cost": "PLATFORM_ENV=prod make cost",
        "new-app": "make new-app NAME=shop",
        "new-addon": "make new-addon NAME=cert-manager",
        "new-environment": "make new-environment NAME=dev",
        "version": "",
        "dependencies": "",
        "help": "",
    },
    "AWS": {
        "bootstrap": "PLATFORM_ENV=prod make bootstrap REPOSITORY=acme/platform",
        "preflight": "PLATFORM_ENV=prod make preflight",
        "verify": "PLATFORM_ENV=prod make verify",
        "orphans": "PLATFORM_ENV=prod make orphans",
        "teardown": "make teardown ENV=dev",
        "sbom": "PLATFORM_ENV=prod make sbom",
    },
    "Change the platform": {
        "test": "",
        "test-long": "",
        "lint": "",
        "lint-python": "",
        "lint-scripts": "",
        "lint-workflows": "",
        "checkov": "",
        "format": "",
        "snapshots": "",
        "schema": "",
        "resilience-rules": "",
        "chart": "make chart BASE=main",
        "chart-docs": "",
        "charts": "",
        "chart-keys": "make chart-keys CHART=charts/external-dns-1.21.1.tgz",
        "gameday-agreement": "",
        "load": 'make load N="50 100"',
        "longevity": "",
        "bench": "",
        "setup": "",
        "lock": "",
        "lock-providers": "",
    },
}
"""The commands in groups, each with an example; where it is empty, `make` and the name are one."""

_TARGET: Final = re.compile(r"^([a-z-]+):.*## (.+)$", re.MULTILINE)
_BOLD, _PLAIN = "\033[1m", "\033[0m"


def page(*, colour: bool) -> str:
    """Return the list of commands."""
    told = dict(_TARGET.findall(MAKEFILE.read_text(encoding="utf-8")))
    lines = []
    for group, examples in GROUPS.items():
        lines.append(f"{_BOLD}{group}{_PLAIN}" if colour else group)
        for name, example in examples.items():
            lines.append(f"  make {name:<18}{told.get(name, '')}")
            if example:
                lines.append(f"       {'':<18}  {example}")
        lines.append("")
    lines.append(
        "A command that fails ends make with status 2; make's last line has the command's own:\n"
        "Error 1 the work failed; Error 2 the input is refused; Error 3 somebody has to look."
    )
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR")))  # noqa: T201
