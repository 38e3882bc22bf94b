"""Synthesis: what is known about an environment becomes the Terraform JSON of every stack."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cdktf import App

from config.errors import Failure
from config.platform import Platform
from stacks.platform import build_platform
from stacks.provider_locks import lock_providers
from terraform_json.stack import resources

# How Node.js reports an error of the operating system: `ENOSPC: no space left on device, write`.
_SYSTEM_ERROR: Final = re.compile(r"\bE[A-Z]+: .*")


@dataclass(frozen=True, kw_only=True)
class Synthesis:
    """The result of a synthesis.

    Attributes:
        folder: The folder that was written.
        summary: What was written, and where, on one line.
    """

    folder: Path
    summary: str


def synthesize(platform: Platform) -> Synthesis:
    """Write every stack into CDKTF's output folder: `CDKTF_OUTDIR`, else `cdktf.out`.

    Raises:
        Failure: The folder cannot be written.
        OSError: Likewise, or a file of the project is missing.
    """
    with _failures():
        app = App()
        stacks = build_platform(app, platform.config, platform.applications)
        app.synth()
        output = Path(app.outdir)
        written = lock_providers(output)
        counts = [
            f"{stack.node.id} ({len(resources(written[stack.node.id]))} resources)"
            for stack in stacks
        ]
    summary = f"Wrote {platform.config.name} to {output}/stacks: {', '.join(counts)}."
    return Synthesis(folder=output, summary=summary)


@contextmanager
def _failures() -> Iterator[None]:
    """Turn an error of the operating system, which Node.js had, into a failure."""
    try:
        yield
    except RuntimeError as error:  # jsii's, for whatever its kernel throws
        found = _SYSTEM_ERROR.search(str(error))
        if not found:
            raise
        raise Failure(f"The stacks cannot be written: {found[0]}") from error
