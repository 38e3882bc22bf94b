"""Times one program as a whole process, with the memory of the Node.js process that it starts."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.command import Failure

PROGRAMS: Final = Path(__file__).parent / "programs"
"""Programs that synthesize."""
WRITTEN: Final = (0, 3)
"""The exit statuses of main.py where all is written: it may find the platform weak."""

# Runs a program and reports peak memory: its own, and that of the largest process it waited for,
# which is the jsii kernel. Registered first, so that it runs after jsii has stopped the kernel.
_RUNNER = """
import atexit, json, resource, runpy, sys
def report(target=sys.argv.pop(1)):
    peaks = [resource.getrusage(who).ru_maxrss
             for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    with open(target, "w") as file:
        json.dump(peaks, file)
atexit.register(report)
sys.argv = sys.argv[1:]
sys.path.insert(0, ".")
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True)
class Sample:
    """One run.

    Attributes:
        seconds: From start to exit.
        mebibytes: Peak resident memory of Python and of the jsii kernel, added up.
    """

    seconds: float
    mebibytes: float


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program that is measured.

    Attributes:
        name: For the report.
        command: A Python file and its arguments.
        environ: Environment variables beside those of this process.
    """

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]

    def run(self) -> Sample:
        """Run the program once, with its output in a folder that goes away.

        Raises:
            Failure: The program failed; what it printed says why.
        """
        with tempfile.TemporaryDirectory() as folder:
            peaks = Path(folder) / "peaks.json"
            environ = os.environ | self.environ | {"CDKTF_OUTDIR": f"{folder}/cdktf.out"}
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", _RUNNER, str(peaks), *self.command],
                env=environ,
                check=False,
                capture_output=True,
                text=True,
            )
            seconds = time.perf_counter() - started
            if done.returncode not in WRITTEN:
                said = done.stdout + done.stderr
                raise Failure(f"{self.name} cannot be measured:\n{said}")
            # Linux counts ru_maxrss in KiB, other systems in bytes.
            unit = 1024 if sys.platform == "linux" else 1024 * 1024
            return Sample(seconds, sum(json.loads(peaks.read_text())) / unit)
