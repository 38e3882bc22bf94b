"""Terraform in the folder of a stack."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.command import Failure
from sandbox import children
from sandbox.terraform.plans import CHANGES, NO_CHANGES, Plan
from sandbox.terraform.progress import errors_in

_ALWAYS: Final = ("-input=false", "-no-color")


@dataclass(frozen=True, kw_only=True)
class Terraform:
    """Terraform in the folder of a stack.

    Attributes:
        folder: The folder.
        variables: Its environment.
        logs: The folder for what it prints.
    """

    folder: Path
    variables: Mapping[str, str]
    logs: Path

    def deploy(self) -> None:
        """Initialize and apply the stack.

        Raises:
            Failure: Terraform failed; the message holds what it said.
        """
        self._run("init", *_ALWAYS)
        self._run("apply", "-auto-approve", *_ALWAYS)

    def plan(self) -> str:
        """Return what Terraform would change, in its words: `no changes`.

        Raises:
            Failure: Terraform failed; the message holds what it said.
        """
        status, said = self._run("plan", "-detailed-exitcode", "-lock=false", *_ALWAYS)
        return Plan(status, said).text

    def output(self, name: str) -> str:
        """Return the value of an output that is a text.

        Raises:
            Failure: There is none.
        """
        return self._run("output", "-raw", "-no-color", name)[1]

    def _run(self, *arguments: str) -> tuple[int, str]:
        """Run Terraform; return its exit status and what it printed."""
        log = self.logs / f"{arguments[0]}-{self.folder.name}.log"
        command = ["terraform", f"-chdir={self.folder}", *arguments]
        (status,) = children.run_at_once({log: command}, variables=self.variables).values()
        said = log.read_text(encoding="utf-8")
        if status not in (NO_CHANGES, CHANGES):
            raise Failure(f"{errors_in(said)}\n\nTerraform's whole output is in {log}.")
        return status, said
