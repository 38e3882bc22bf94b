"""What is synthesized with an addon of an owner's, by the commands that a pipeline runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures import cert_manager
from tests.fixtures.cert_manager import NAME

# The code, whose imports are looked through, and not its links.
MAIN = str(Path(__file__).parents[3] / "main.py")


def run(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Return what one of our commands did in a checkout."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=checkout,
        env=os.environ | {"PLATFORM_ENV": "staging"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout with the addon, synthesized."""
    folder = cert_manager.make_checkout(tmp_path_factory.mktemp("owner") / "checkout")
    done = run(folder, MAIN)
    assert done.returncode == 0, done.stderr
    return folder


def test_it_may_be_planned(checkout: Path) -> None:
    done = run(checkout, "-m", "delivery", "verify")
    assert (done.returncode, done.stderr) == (0, "")


def test_main_knows_no_chart_whose_folder_is_not_there(checkout: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "delivery", "verify", str(checkout / "cdktf.out")],
        env=os.environ | {"PLATFORM_ENV": "staging"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "is a chart not known here" in done.stderr


def test_the_bill_lists_its_chart(checkout: Path) -> None:
    done = run(checkout, "-m", "ops.sbom")
    assert done.returncode == 0, done.stderr
    (chart,) = [each for each in json.loads(done.stdout)["components"] if each["name"] == NAME]
    assert chart["version"] == cert_manager.VERSION
    assert {"name": "digest", "value": "unknown"} in chart["properties"]


def test_mistakes_in_its_folder_and_in_the_environment_are_told_without_a_traceback(
    tmp_path: Path,
) -> None:
    addon = cert_manager.ADDON.replace("namespace:", "namespce:")
    folder = cert_manager.make_checkout(tmp_path / "checkout", addon)
    done = run(folder, MAIN)
    assert done.returncode == 2
    assert "helm/addons/cert-manager/addon.yaml:4: namespce" in done.stderr
    assert "did you mean `namespace`?" in done.stderr
    assert "Traceback" not in done.stderr
