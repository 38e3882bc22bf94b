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

from config.applications import APPLICATIONS, load_applications
from config.checks_addons import check_addons
from config.environment import environment_name, load_environment
from config.errors import EXIT_STATUS, ConfigError
from stacks.platform import build_platform


def main() -> int:
    """Synthesize the chosen environment and return the exit status."""
    try:
        config = load_environment(environment_name())
        applications = load_applications(APPLICATIONS, config.name)
        check_addons(config, applications)
    except ConfigError as error:
        sys.stderr.write(f"{error.report()}\n")
        return EXIT_STATUS
    app = App()
    build_platform(app, config, applications)
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
