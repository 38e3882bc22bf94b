"""`lean_bindings` against the bindings' own imports, those of CDKTF and of CDK Terrain, in one run.

What is measured is the synthesis of the platform, without the analysis of what came out: the same
code, with names of packages that differ.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Final

import pytest

from bench.measure import Sample
from tests.longevity.installed import copy_of_the_code, python_of
from tests.longevity.page import hold_versions
from tests.longevity.synthesized import WITH_NODE
from tests.longevity.variants import CDKTN, Variant, interpreter

CDKTF: Final = Variant(name="CDKTF")
ROUNDS: Final = 5
LEAST_SECONDS: Final = 1.5
LEAST_MEMORY: Final = 3
"""Times that plain imports take at least; on CDK Terrain, where they take less, 2.8 and 5.4."""
SWITCHES: Final = {"lean": {"LEAN_BINDINGS": "1"}, "plain": {"LEAN_BINDINGS": "0"}}
BINDINGS: Final = re.compile(r"^((?:cdktf|cdktn|jsii)[\w-]*)==(\S+)", re.MULTILINE)
MEASURE: Final = """\
import json
from bench.measure import Program

command = ["bench/programs/applications.py", "10"]
sample = Program(name="synthesis", command=command, environ={}).run()
print(json.dumps([sample.seconds, sample.mebibytes]))
"""
"""Run by a process of its own, since Linux hands on the peak of memory of who starts a program."""

Samples = dict[str, dict[str, list[Sample]]]
"""The runs of each variant, by its name, with lean and with plain imports."""


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """Return the runs, which took turns, so that a machine that slows down slows all alike."""
    python = interpreter(CDKTN.python)
    if python is None:
        pytest.skip(f"there is no Python {CDKTN.python} here, neither on the path nor of pyenv's")
    pythons = {CDKTF: Path(sys.executable), CDKTN: python_of(CDKTN, python)}
    copies = {each: copy_of_the_code(each, tmp_path_factory.mktemp("copy")) for each in pythons}
    found: Samples = {each.name: {name: [] for name in SWITCHES} for each in pythons}
    for number in range(1 + ROUNDS):
        for variant, interpreted in pythons.items():
            for name, switch in SWITCHES.items():
                sample = measured(interpreted, copies[variant], switch)
                if number:  # the first run compiles and fills caches
                    found[variant.name][name].append(sample)
    return found


def measured(python: Path, copy: Path, switch: dict[str, str]) -> Sample:
    """Return what a synthesis takes.

    Args:
        python: The Python that runs it.
        copy: The code.
        switch: Whether `lean_bindings` is switched off.
    """
    done = subprocess.run(
        [python, "-c", MEASURE],
        cwd=copy,
        env=os.environ | WITH_NODE | {"PLATFORM_ENV": "staging"} | switch,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Sample(*json.loads(done.stdout))


@pytest.mark.parametrize("variant", [CDKTF, CDKTN], ids=lambda variant: variant.name)
def test_lean_bindings_take_less_time_and_memory_than_plain_imports(
    variant: Variant, samples: Samples, *, update: bool
) -> None:
    lean, plain = (samples[variant.name][name] for name in SWITCHES)
    pairs = list(zip(plain, lean, strict=True))
    seconds = median(a.seconds / b.seconds for a, b in pairs)
    memory = median(a.mebibytes / b.mebibytes for a, b in pairs)
    hold_versions(
        f"`lean_bindings` on {variant.name}",
        ", ".join(f"{name} {version}" for name, version in BINDINGS.findall(variant.requirements)),
        f"plain imports take {seconds:.1f} times the seconds, and {memory:.1f} times the memory:"
        f" {peak(plain):.0f} MiB instead of {peak(lean):.0f}",
        update=update,
    )
    assert seconds > LEAST_SECONDS
    assert memory > LEAST_MEMORY


def peak(runs: list[Sample]) -> float:
    """Return the median of the peaks of memory, in MiB."""
    return median(run.mebibytes for run in runs)
