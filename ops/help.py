"""`make help`: the commands in groups, each with an example where its name alone does not do.

It runs before anything is set up, so that it needs no more than Python itself.
"""

import os
import re
import sys
from pathlib import Path
from textwrap import fill
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
        "lint": "",
        "format": "",
        "snapshots": "",
        "chart": "make chart BASE=main",
        "setup": "",
    },
}
"""The commands in groups, each with an example; where it is empty, `make` and the name are one."""

SELDOM: Final = (
    *("bench", "chart-docs", "chart-keys", "charts", "checkov", "gameday-agreement"),
    *("lint-python", "lint-scripts", "lint-workflows", "load", "lock", "lock-providers"),
    *("longevity", "resilience-rules", "schema", "test-long"),
)
"""Parts of other commands, and what only those need who maintain the platform."""

_TARGET: Final = re.compile(r"^([a-z-]+):.*## (.+)$", re.MULTILINE)
_BOLD, _PLAIN = "\033[1m", "\033[0m"


def page(*, colour: bool) -> str:
    """Return the list of commands."""
    told = dict(_TARGET.findall(MAKEFILE.read_text(encoding="utf-8")))
    lines = []
    bold, plain = (_BOLD, _PLAIN) if colour else ("", "")
    for group, examples in GROUPS.items():
        lines.append(f"{bold}{group}{plain}")
        for name, example in examples.items():
            lines.append(f"  make {name:<18}{told.get(name, '')}")
            if example:
                lines.append(f"       {'':<18}  {example}")
        lines.append("")
    lines.append(f"{bold}Seldom needed{plain}")
    seldom = f"  make {', '.join(SELDOM)}: docs/commands.md tells what they do."
    lines.append(fill(seldom, 100, subsequent_indent=" " * 7, break_on_hyphens=False))
    lines.append(
        "\nA command that fails ends make with status 2; make's last line has the command's own:\n"
        "Error 1 the work failed; Error 2 the input is refused; Error 3 somebody has to look."
    )
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR")))  # noqa: T201
