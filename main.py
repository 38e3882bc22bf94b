"""Synthesizes the platform: an environment file becomes the Terraform JSON of every stack.

Exit status: 0 when cdktf.out is written; 2 when the environment file or an application has
mistakes, and then nothing is written.
"""

import sys
from pathlib import Path

import lean_bindings

lean_bindings.activate(Path(__file__).parent)

# ruff: noqa: E402 - the line above must come before the first provider
from cdktf import App

from config.environment import environment_name
from config.errors import EXIT_STATUS, ConfigError
from config.platform import load_platform
from stacks.platform import build_platform
from stacks.provider_locks import lock_providers


def main() -> int:
    """Synthesize the chosen environment and return the exit status."""
    try:
        platform = load_platform(environment_name())
    except ConfigError as error:
        sys.stderr.write(f"{error.report()}\n")
        return EXIT_STATUS
    app = App()
    build_platform(app, platform.config, platform.applications)
    app.synth()
    lock_providers(Path(app.outdir))
    return 0


if __name__ == "__main__":
    sys.exit(main())
