"""The environment in which commands run against the sandbox, and against nothing else."""

import os
from pathlib import Path
from typing import Final

from config.model import EnvironmentConfig
from ops.terraform import terraform_environment
from sandbox import ending

LOOPBACK: Final = "127.0.0.1"
NODE_PROGRAMS: Final = Path("node_modules/.bin")


def without_aws() -> dict[str, str]:
    """Return the variables of this process without any that could lead to a real AWS."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def sandbox_environment(
    config: EnvironmentConfig, endpoint: str, credentials: Path | None = None
) -> dict[str, str]:
    """Return the variables for a command that works on the sandbox.

    Args:
        config: The environment that is deployed.
        endpoint: The URL of the local AWS.
        credentials: The file with the credentials of a session; without it the command is nobody
            in particular, whom moto lets do everything.
    """
    if credentials:
        whose = {"AWS_SHARED_CREDENTIALS_FILE": str(credentials.resolve())}
    else:
        whose = {
            "AWS_ACCESS_KEY_ID": "sandbox",
            "AWS_SECRET_ACCESS_KEY": "sandbox",
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
    return {
        **synthesis_environment(config),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": config.region,
        "AWS_DEFAULT_REGION": config.region,
        **whose,
        # Neither profiles nor the instance's own role are looked for.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        **without_proxy(),
        # Everybody on this machine can write the states, and a state may name providers: those of
        # the lock files alone are installed.
        "TF_CLI_ARGS_init": "-lockfile=readonly",
    }


def synthesis_environment(config: EnvironmentConfig) -> dict[str, str]:
    """Return the variables for a command of the sandbox that asks no AWS.

    Args:
        config: The environment that is synthesized.
    """
    return {
        **without_aws(),
        **terraform_environment(),
        "PLATFORM_ENV": config.name,
        **ending.mark(),
    }


def without_proxy() -> dict[str, str]:
    """Return the variables that keep an HTTP proxy of the user's from what listens here.

    They are read in either spelling, by Python's clients the lower one first.
    """
    hosts = [os.environ.get(name) for name in ("no_proxy", "NO_PROXY")]
    direct = ",".join(dict.fromkeys(filter(None, [*hosts, LOOPBACK])))
    return {"NO_PROXY": direct, "no_proxy": direct}


def cdktf_environment(variables: dict[str, str]) -> dict[str, str]:
    """Return the variables for the cdktf command line.

    Args:
        variables: What the command needs besides.
    """
    return {
        **variables,
        # The pinned Node.js comes before the system's.
        "PATH": f"{NODE_PROGRAMS.resolve()}{os.pathsep}{variables.get('PATH', os.defpath)}",
        # Plain lines instead of an animation, whatever the terminal.
        "CI": "true",
    }
