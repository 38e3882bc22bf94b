"""Plans of all stacks at once: the changes that Terraform would make."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.provider_locks import LOCK_FILE
from ops.command import Failure
from sandbox import children
from sandbox.paths import LOGS
from sandbox.terraform.progress import errors_in, plan_in
from sandbox.terraform.unchanged import is_unchanged, note_unchanged, writes
from terraform_json.manifest import Stack
from terraform_json.order import in_order
from terraform_json.types import Json

# https://developer.hashicorp.com/terraform/cli/commands/plan#detailed-exitcode
NO_CHANGES: Final = 0
CHANGES: Final = 2
_TERRAFORMS: Final = ".terraform"
"""The folder that Terraform makes when a stack is initialized."""
_INITIALIZED: Final = f"{_TERRAFORMS}/initialized-for"
"""The file that says for which backend and providers the folder of a stack was initialized."""
# One command of the sandbox is at work at a time, and a plan that is killed leaves no lock behind.
_PLAN: Final = ("plan", "-detailed-exitcode", "-input=false", "-lock=false", "-no-color")

_OUTPUT: Final = ("output", "-json", "-no-color")


@dataclass(frozen=True)
class Plan:
    """The plan of a stack.

    Attributes:
        status: The exit status of `terraform plan -detailed-exitcode`.
        output: What it printed.
    """

    status: int
    output: str

    @property
    def text(self) -> str:
        """The plan as Terraform words it, without what comes before and after it.

        Raises:
            Failure: There is none; the message holds what Terraform said.
        """
        if self.status == NO_CHANGES:
            return "no changes"
        if self.status != CHANGES:
            raise Failure(errors_in(self.output))
        return "\n".join(plan_in(self.output.splitlines()))


def plans(stacks: Collection[Stack], variables: Mapping[str, str]) -> dict[str, Plan]:
    """Return the plan of each stack by its name, also of one that failed.

    Terraform is not asked again where it has said that nothing changes, and nothing has since.

    Args:
        stacks: The stacks.
        variables: The environment of Terraform.

    Raises:
        Failure: A stack cannot be initialized, or the local AWS does not answer.
    """
    written = writes(variables)
    found = dict.fromkeys((stack.name for stack in stacks), Plan(NO_CHANGES, ""))
    asked = [stack for stack in stacks if not is_unchanged(stack, written)]
    _initialize(asked, variables)
    statuses = _terraform(asked, _PLAN, variables)
    if writes(variables) == written:
        for stack in asked:
            if statuses[stack.name] == NO_CHANGES:
                note_unchanged(stack, written)
    return found | {
        name: Plan(status, _log(name, _PLAN).read_text(encoding="utf-8"))
        for name, status in statuses.items()
    }


def outputs(stacks: Iterable[Stack], variables: Mapping[str, str]) -> dict[str, Json]:
    """Return the outputs of each stack by its name, without those that are sensitive.

    Args:
        stacks: The stacks.
        variables: The environment of Terraform.

    Raises:
        Failure: They cannot be read.
    """
    asked = tuple(stacks)
    _initialize(asked, variables)
    found = {}
    for name, status in _terraform(asked, _OUTPUT, variables).items():
        log = _log(name, _OUTPUT)
        said = log.read_text(encoding="utf-8")
        if status:
            raise Failure(errors_in(said))
        # It holds what is sensitive, too.
        log.unlink()
        values = json.loads(said).items()
        found[name] = {key: each["value"] for key, each in values if not each["sensitive"]}
    return found


def stale(stacks: Iterable[Stack], found: Mapping[str, Plan]) -> tuple[str, ...]:
    """Return the stacks to deploy, in order: those that change, or cannot tell, and those behind.

    What a stack hands on may change with it, so that a plan of those behind it is void.

    Args:
        stacks: All stacks.
        found: The plan of each by its name.
    """
    names = {name for name, plan in found.items() if plan.status != NO_CHANGES}
    needed = {stack.name: set(stack.dependencies) for stack in stacks}
    while more := {name for name, each in needed.items() if each & names} - names:
        names |= more
    return tuple(name for name in in_order(needed) if name in names)


def _initialize(stacks: Collection[Stack], variables: Mapping[str, str]) -> None:
    """Run `terraform init` where the backend or the providers are others than before."""
    todo = [stack for stack in stacks if not _is_initialized(stack)]
    init = ("init", "-input=false", "-no-color", "-reconfigure")
    for name, status in _terraform(todo, init, variables).items():
        if status:
            raise Failure(errors_in(_log(name, init).read_text(encoding="utf-8")))
    note_initialized(todo)


def note_initialized(stacks: Iterable[Stack]) -> None:
    """Note for which backend and providers stacks are initialized, as after their deployment.

    With a provider that runs already, Terraform is initialized without that provider.
    """
    for stack in stacks:
        if (stack.folder / _TERRAFORMS).exists():
            (stack.folder / _INITIALIZED).write_text(_needs_init_for(stack), encoding="utf-8")


def _is_initialized(stack: Stack) -> bool:
    file = stack.folder / _INITIALIZED
    return file.exists() and file.read_text(encoding="utf-8") == _needs_init_for(stack)


def _needs_init_for(stack: Stack) -> str:
    locked = stack.folder / LOCK_FILE
    hashes = locked.read_text(encoding="utf-8") if locked.exists() else ""
    return json.dumps([stack.read().get("terraform"), hashes])


def _terraform(
    stacks: Collection[Stack], arguments: tuple[str, ...], variables: Mapping[str, str]
) -> dict[str, int]:
    """Run Terraform in the folders of several stacks at once; return each exit status."""
    commands = {
        _log(stack.name, arguments): ["terraform", f"-chdir={stack.folder}", *arguments]
        for stack in stacks
    }
    statuses = children.run_at_once(commands, variables=variables)
    return {stack.name: statuses[_log(stack.name, arguments)] for stack in stacks}


def _log(stack: str, arguments: tuple[str, ...]) -> Path:
    return LOGS / f"{arguments[0]}-{stack}.log"
