"""The stacks of each environment that are to be planned or deployed, once they are verified."""

from collections.abc import Mapping
from pathlib import Path

from config.environment import available_environments, load_environment
from config.errors import ConfigError, Mistake
from delivery.verify.folder import verify
from ops.command import Refusal
from ops.synthesized import refused_unless_synthesized
from terraform_json.manifest import Stack, read_manifest
from terraform_json.order import in_waves
from terraform_json.types import Json, TerraformJsonError


def verified_stacks(folder: Path) -> Mapping[str, list[str]]:
    """Return the stacks of each environment, each after those that it depends on.

    Args:
        folder: A folder for each environment, as synthesis wrote it. One of an environment that
            has no file here is left alone: nobody here knows what it may say.

    Raises:
        ConfigError: Something in a folder is not known here: all of it is in the error.
        Refusal: Stacks depend on each other, or there is no folder of an environment known here.
    """
    known = [name for name in available_environments() if (folder / name).is_dir()]
    if not known:
        raise Refusal(f"{folder} has no folder of {', '.join(available_environments())}.")
    mistakes: list[Mistake] = []
    for name in known:
        try:
            verify(folder / name, load_environment(name))
        except ConfigError as error:
            mistakes += error.mistakes
    if mistakes:
        raise ConfigError(mistakes)
    return {name: [stack for wave in waves_of(folder / name) for stack in wave] for name in known}


def needed_jobs(environment: str, stack: str, folder: Path) -> list[str]:
    """Return the names of the jobs that deploy what a stack depends on.

    Args:
        environment: The environment, whose job in deploy.yml has its name.
        stack: The stack, whose job in deploy-environment.yml has its name.
        folder: The folder that synthesis wrote.

    Raises:
        Refusal: The manifest cannot be read, or does not list the stack.
    """
    return [f"{environment} / {needed}" for needed in stack_in(folder, stack).dependencies]


@refused_unless_synthesized()
def stack_in(folder: Path, stack: str) -> Stack:
    """Return a stack of a folder that synthesis wrote.

    Raises:
        Refusal: The manifest cannot be read, or does not list the stack.
    """
    stacks = read_manifest(folder)
    if stack not in stacks:
        raise Refusal(f"{folder} has no stack {stack}, only {', '.join(stacks)}.")
    return stacks[stack]


@refused_unless_synthesized()
def stacks_in(output: Path) -> list[Json]:
    """Return Terraform's JSON of each stack in a folder that synthesis wrote.

    Raises:
        Refusal: The folder holds no stacks that can be read.
    """
    return [stack.read() for stack in read_manifest(output).values()]


@refused_unless_synthesized()
def waves_of(output: Path) -> list[list[str]]:
    """Return the stacks in waves: each comes in the first wave after all that it depends on.

    Raises:
        Refusal: The folder cannot be read, or stacks depend on each other.
    """
    stacks = read_manifest(output)
    try:
        return in_waves({name: stack.dependencies for name, stack in stacks.items()})
    except TerraformJsonError as error:
        raise Refusal(
            f"No order can deploy the stacks of {output}: {error}."
            " Take one of these dependencies away in stacks/."
        ) from error
