"""What a run of the tests leaves in the system's temporary folder: nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_run_leaves_nothing_in_the_temporary_folder(tmp_path: Path, workers: str) -> None:
    tests = ["tests/stacks/test_contracts.py", "tests/test_main.py", "tests/gameday/scenarios"]
    # Stacks of CDKTF's Testing, a folder of pytest's, and one that lasts as long as the process.
    chosen = "pinned_to_one_version or unknown_environment or target_that_is_named"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", f"--numprocesses={workers}", *tests, "-k", chosen],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    left = [path for path in tmp_path.rglob("*") if not path.name.startswith("pytest-of-")]
    assert left == []
