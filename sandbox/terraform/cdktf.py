"""Runs the cdktf command line against the sandbox."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ops.command import Failure
from sandbox import children
from sandbox.environment import NODE_PROGRAMS, cdktf_environment
from sandbox.paths import LOGS, OUTPUT
from sandbox.terraform.progress import errors_in

# Long enough for what a resource may be busy with when Terraform is interrupted.
GRACE_SECONDS: Final = 120


@dataclass(frozen=True, kw_only=True)
class Cdktf:
    """The command line, with the environment of one sandbox.

    Attributes:
        variables: The environment, as `sandbox_environment` makes it.
        keeps_state: Whether an interrupted Terraform is given time to save its state, because the
            local AWS goes on.
    """

    variables: Mapping[str, str]
    keeps_state: bool = True

    def run(self, action: str, *arguments: str, on_line: Callable[[str], None]) -> None:
        """Run one action on the sandbox's own output folder.

        Args:
            action: Such as `deploy`.
            arguments: What follows it.
            on_line: Called with each line that it prints.

        Raises:
            Failure: It is missing, or failed; then the message holds what Terraform said.
        """
        program, log = NODE_PROGRAMS / "cdktf", LOGS / f"{action}.log"
        if not program.exists():
            raise Failure(f"{program} is missing: `make setup` installs it.")
        try:
            children.run(
                [str(program), action, *arguments, "--output", str(OUTPUT)],
                variables=cdktf_environment(dict(self.variables)),
                log=log,
                on_line=on_line,
                grace_seconds=GRACE_SECONDS if self.keeps_state else 0,
            )
        except Failure as failure:
            said = errors_in(log.read_text(encoding="utf-8"))
            raise Failure(f"{said}\n\n{failure} Its whole output is in {log}.") from failure
