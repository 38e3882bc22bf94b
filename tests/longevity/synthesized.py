"""What a copy of the code synthesizes, and how two of them differ."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from terraform_json.manifest import MANIFEST, STACK_FILE
from tests.fixtures.checkout import ROOT

ENVIRONMENTS: Final = ("lab", "prod", "staging")
"""The tests' own, which stand for what an environment may choose."""
WITH_NODE: Final = {"PATH": f"{ROOT}/node_modules/.bin{os.pathsep}{os.environ['PATH']}"}
"""The variable by which jsii finds the pinned Node.js."""
STATUSES: Final = (0, 3)
"""Those of main.py where all is written."""


@dataclass(frozen=True, order=True, kw_only=True)
class Difference:
    """One value that is another.

    Attributes:
        path: The keys that lead to it, joined by dots; `*` stands for a stack, and for the name of
            a resource.
        before: What it was, as JSON; empty where it was not there.
        after: What it is.
    """

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}: {self.before or 'nothing'} -> {self.after or 'nothing'}"


def synthesized(python: Path, copy: Path, environment: str) -> dict[str, Any]:
    """Synthesize an environment by a program of its own; return all JSON that it wrote, by file.

    Args:
        python: The Python that runs it.
        copy: The code.
        environment: The environment.
    """
    output = copy / f"{environment}.out"
    chosen = {
        "PLATFORM_ENV": environment,
        "CDKTF_OUTDIR": str(output),
        **WITH_NODE,
    }
    done = subprocess.run(
        [python, "main.py"],
        cwd=copy,
        env=os.environ | chosen,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in STATUSES, done.stderr
    assert "using the stock bindings" not in done.stderr, done.stderr
    files = [output / MANIFEST, *sorted(output.glob(f"stacks/*/{STACK_FILE}"))]
    return {str(file.relative_to(output)): json.loads(file.read_text("utf-8")) for file in files}


def differences(before: Any, after: Any) -> set[Difference]:  # noqa: ANN401 - JSON
    """Return what differs between all JSON of two syntheses; the same in several places is one."""
    return {
        Difference(path=_without_names(path), before="x", after="[x]")
        if new == [old]
        else Difference(path=_without_names(path), before=_shown(old), after=_shown(new))
        for path, old, new in _pairs((), before, after)
    }


_ABSENT: Final = object()
_NAME: Final = 2
"""Where the name of a resource stands, after `resource` and its type."""


def _pairs(path: tuple[str, ...], a: Any, b: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:  # noqa: ANN401
    if isinstance(a, dict) and isinstance(b, dict):
        for key in {**a, **b}:
            yield from _pairs((*path, key), a.get(key, _ABSENT), b.get(key, _ABSENT))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for index, (old, new) in enumerate(zip(a, b, strict=True)):
            yield from _pairs((*path, str(index)), old, new)
    elif a != b or type(a) is not type(b):
        yield path, a, b


def _without_names(path: tuple[str, ...]) -> str:
    file, *keys = path
    if keys[:1] == ["resource"] and len(keys) > _NAME:
        keys[_NAME] = "*"
    return ".".join(["*" if file.startswith("stacks/") else file, *keys])


def _shown(value: Any) -> str:  # noqa: ANN401 - JSON
    return "" if value is _ABSENT else json.dumps(value, sort_keys=True)
