"""Answers an import that comes after the kernel was given a slim tarball without that module."""

import atexit
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from lean_bindings.bindings import Bindings
from lean_bindings.report import say


class LateImports(MetaPathFinder):
    """Watches the imports of the registered providers.

    Attributes:
        bindings: The registered providers by import name.
    """

    def __init__(self, *, restart: bool) -> None:
        self.bindings: dict[str, Bindings] = {}
        self._restart = restart
        self._folder = Path.cwd()
        self._environment = dict(os.environ)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - MetaPathFinder's signature
        target: ModuleType | None = None,  # noqa: ARG002 - likewise
    ) -> ModuleSpec | None:
        """Let every import pass but that of a module which the kernel lacks."""
        package, _, name = fullname.partition(".")
        bindings = self.bindings.get(package)
        if bindings and bindings.misses(name):
            self.refuse(
                f"{fullname} is first imported after a construct was made",
                "name it in an import statement",
            )
        return None

    def refuse(self, reason: str, remedy: str) -> NoReturn:
        """Start the program again with the stock bindings, or raise.

        Args:
            reason: What came too late.
            remedy: How to avoid that.

        Raises:
            ImportError: The program is not to be, or cannot be, started again.
        """
        if not self._restart or sys.argv[0] in {"", "-"}:  # a program typed in cannot be repeated
            raise ImportError(f"lean_bindings: {reason}: {remedy}, or set LEAN_BINDINGS=0")
        say(f"{reason}; starting again with the stock bindings ({remedy} to avoid this)")
        # exec runs no exit handlers; jsii's stops its Node.js process and removes its files.
        atexit._run_exitfuncs()  # noqa: SLF001 - the only way to run them
        sys.stdout.flush()
        os.chdir(self._folder)
        environment = self._environment | {"LEAN_BINDINGS": "0"}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606 - no shell wanted
