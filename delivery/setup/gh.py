"""GitHub's API by `gh`, which knows who is at work: https://cli.github.com/manual/gh_api."""

import json
import shutil
import subprocess
from typing import Any, Final

from ops.command import Failure

_NOT_FOUND: Final = "(HTTP 404)"


def unusable() -> str:
    """Return why `gh` cannot be asked; an empty text if it can."""
    if not shutil.which("gh"):
        return "gh is not installed"
    done = subprocess.run(["gh", "auth", "status"], capture_output=True, check=False)
    return "gh is not logged in (gh auth login)" if done.returncode else ""


def read(path: str) -> Any:  # noqa: ANN401 - JSON
    """Return what stands at a path of the API; None where there is nothing.

    Raises:
        Failure: GitHub answered with another error.
    """
    done = _called(path)
    if done.returncode and _NOT_FOUND in done.stderr:
        return None
    return json.loads(_good(done, path))


def write(method: str, path: str, data: object = None) -> None:
    """Write JSON to a path of the API.

    Args:
        method: `DELETE`, `PATCH`, `POST` or `PUT`.
        path: The path.
        data: What is written.

    Raises:
        Failure: GitHub did not take it.
    """
    body = [] if data is None else ["--input", "-"]
    _good(_called("--method", method, path, *body, data=json.dumps(data)), path)


def _called(*arguments: str, data: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["gh", "api", *arguments], input=data, capture_output=True, text=True, check=False
    )


def _good(done: subprocess.CompletedProcess[str], path: str) -> str:
    if done.returncode:
        raise Failure(f"GitHub did not take {path}: {done.stderr.strip()}\nRun the command again.")
    return done.stdout
