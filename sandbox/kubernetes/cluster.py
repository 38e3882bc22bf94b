"""A control plane that runs, as its users see it."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psutil
import yaml

from ops.programs import BIN, program
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.processes import NOTHING, Component, ControlPlaneError, start, stop

POLL_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class LocalControlPlane:
    """A control plane that runs.

    Attributes:
        directory: Its data, keys and kubeconfig files.
        logs: The components' logs, `<component>.log`.
        components: The running programs, in the order of their start.
        variables: What `kubectl` and `helm` find in their environment besides.
    """

    directory: Path
    logs: Path
    components: list[Component] = field(default_factory=list)
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The URL of its API."""
        configured = yaml.safe_load(self.kubeconfig.read_text(encoding="utf-8"))
        url: str = configured["clusters"][0]["cluster"]["server"]
        return url

    @cached_property
    def api(self) -> Api:
        """A client of its API, as an administrator."""
        return Api(self.url, self.directory / "pki")

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig file."""
        return self.directory / "admin.kubeconfig"

    @property
    def environment(self) -> dict[str, str]:
        """The variables for kubectl and helm on this control plane, and nothing of the user's."""
        return {
            "PATH": f"{BIN}:/usr/bin:/bin",
            "HOME": str(self.directory),
            "KUBECONFIG": str(self.kubeconfig),
            **self.variables,
        }

    def run(self, name: str, *arguments: str, stdin: str = "") -> str:
        """Runs a pinned program, kubectl or helm, on this control plane.

        Args:
            name: The program.
            arguments: Its arguments.
            stdin: What it reads from its standard input.

        Returns:
            What it printed on its standard output.

        Raises:
            ControlPlaneError: It failed; the message holds what it printed on its standard error.
        """
        result = subprocess.run(
            [program(name), *arguments],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            said = (result.stderr or result.stdout).strip()
            # One that is killed says nothing.
            reason = said or f"it ended with status {result.returncode}"
            raise ControlPlaneError(f"`{' '.join([name, *arguments])}` failed: {reason}")
        return result.stdout

    def start(self, command: Sequence[str], variables: Mapping[str, str] = NOTHING) -> None:
        """Starts a component, with variables in its environment."""
        self.components.append(start(command, self.directory, self.logs, variables))

    def stop(self, name: str) -> None:
        """Stops a component, which is then missed by nobody; nothing if it does not run."""
        ended = [component for component in self.components if component.name == name]
        for component in ended:
            self.components.remove(component)
        stop(ended)

    def port(self, name: str) -> int | None:
        """Returns the port on which a component listens; None while it does not."""
        for component in self.components:
            if component.name == name:
                try:
                    sockets = psutil.Process(component.process.pid).net_connections("tcp")
                except psutil.NoSuchProcess:
                    return None
                listening = (each for each in sockets if each.status == psutil.CONN_LISTEN)
                return next((each.laddr.port for each in listening), None)
        return None

    def failures(self) -> list[str]:
        """Says which components ended by themselves, how, and with the end of their logs."""
        return [failure for component in self.components if (failure := component.failure())]

    def check(self) -> None:
        """Makes sure that every component runs.

        Raises:
            ControlPlaneError: One or more ended by themselves.
        """
        if failures := self.failures():
            raise ControlPlaneError("\n".join(failures))

    def wait_for(self, what: str, condition: Callable[[], bool], deadline: float) -> None:
        """Waits until a condition holds.

        Args:
            what: What is waited for, for the error's message.
            condition: Asked again and again.
            deadline: When to give up, by time.monotonic().

        Raises:
            ControlPlaneError: A component ended, or the deadline has passed.
        """
        while not condition():
            self.check()
            if time.monotonic() > deadline:
                raise ControlPlaneError(
                    f"{what} did not come up in time; the logs are in {self.logs}"
                )
            time.sleep(POLL_SECONDS)
