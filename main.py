"""Synthesizes the platform: an environment file becomes the Terraform JSON of every stack.

Exit status: 0 when cdktf.out is written; 1 when it could not be; 2 when the environment file or an
application has mistakes, and then nothing is written, or when no resource that was written has the
tags by which faults would be injected; 3 when cdktf.out is written, and what is in it has a grave
weakness that nobody accepts: `python -m resilience` tells it.
"""

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import lean_bindings

# Here, since jsii starts Node.js with the first import, and shows a traceback where there is none.
if shutil.which(os.environ.get("JSII_NODE", "node")) is None:
    sys.exit("Node.js is not installed, or not in PATH: `make synth` installs what is missing.")
lean_bindings.activate(Path(__file__).parent)

# ruff: noqa: E402 - the line above must come before the first provider
from config.arguments import no_arguments
from config.environment import environment_name
from config.errors import CommandError, ending
from config.platform import load_platform
from gameday.fault_injection.asked import asked_templates
from resilience.reading import examined
from resilience.verdict import FAILS, verdict
from stacks.synthesis import synthesize


def main() -> int:
    """Synthesize the chosen environment and return the exit status."""
    try:
        environment = environment_name()
        platform = load_platform(environment)
        written = synthesize(platform)
        print(written.summary, flush=True)  # noqa: T201 - a full disk shows here, not at the exit
        asked_templates(platform.config, written.folder)  # refused here, if it has to be
        found = examined(environment, written.folder, today=datetime.now(UTC).date())
        print(verdict(found.analysis), flush=True)  # noqa: T201 - likewise
    except (CommandError, OSError) as error:
        ended = ending(error)
        sys.stderr.write(f"{ended.report()}\n")
        return ended.exit_status
    return FAILS if found.fails else 0


if __name__ == "__main__":
    no_arguments(__doc__)
    sys.exit(main())
