"""Prints what is found in each weakened platform, as a table of Markdown."""

import os
import tempfile
from pathlib import Path

# It makes the bindings lean, as for all tests, before anything imports them.
import tests.conftest  # noqa: F401 - for what it does
from tests.fixtures.checkout import make_checkout

# ruff: noqa: E402 - tests read environments of their own, from the folder in which they run
os.chdir(make_checkout(Path(tempfile.mkdtemp(dir=os.environ["TMPDIR"]))))

from tests.resilience.weakened.table import CASES, row

print("| platform | rule | cause |", "| --- | --- | --- |", sep="\n")  # noqa: T201
for case in CASES:
    print(row(case), flush=True)  # noqa: T201
