"""Asks the Kubernetes API of a cluster by kubectl."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ops.command import Failure

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Kubectl:
    """A cluster, by kubectl.

    Attributes:
        environment: The environment variables of kubectl; by default those of this process.
    """

    environment: Mapping[str, str] | None = None

    def items(self, *what: str) -> list[Json]:
        """Return the objects that `kubectl get` lists.

        Raises:
            Failure: kubectl failed.
        """
        items: list[Json] = json.loads(self.run("get", *what, "--output=json"))["items"]
        return items

    def run(self, *arguments: str) -> str:
        """Return what kubectl prints.

        Raises:
            Failure: It failed.
        """
        done = self.call(*arguments)
        if done.returncode:
            raise Failure(f"`kubectl {' '.join(arguments)}` failed: {done.stderr.strip()}")
        return done.stdout

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run kubectl, and return how it ended."""
        return subprocess.run(
            ["kubectl", *arguments],
            env=None if self.environment is None else dict(self.environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
