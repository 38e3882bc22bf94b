"""The recipes of the Makefile, run by make itself in a clone whose set-up is done.

Here are those that need no sandbox, no account and no network; `tests/docs/run_by.py` says what
runs the others.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.fixtures.checkout import REPLACED, ROOT
from tests.fixtures.clone import clone, environment_of

pytestmark = pytest.mark.slow

# The tools here are links to those of the checkout: nothing may set them up anew.
SET_UP = (
    ".venv/set-up",
    "node_modules/set-up",
    *(f".tools/bin/{family}.set-up" for family in ("helm", "chart-lint")),
)
PRINTS = {
    "version": "Terraform providers",
    "dependencies": "cdktf",
    "synth": "staging survives",
    "verify": "networking: nothing in it but what is known here",
    "cost": "## Cost of `staging`",
    "resilience": "zone",
    "sbom": "",
    "schema": "Wrote",
    "resilience-rules": "Wrote docs/resilience-rules.md",
    "chart-docs": "",
    "format": "left unchanged",
    "new-app NAME=shop": "helm/apps/shop",
    "new-addon NAME=cert-manager": "helm/addons/cert-manager",
    "new-environment NAME=dev": "config/environments/dev.yaml",
    "snapshots": "passed",
}
"""What each prints, in an order in which one may need what another has written."""
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
HOOKS = re.findall(r"^ +entry: (.+)$", (ROOT / ".pre-commit-config.yaml").read_text(), re.MULTILINE)
WRITES = {
    "sbom": "cdktf.out/bom.json",
    "schema": "config/environments/environment.schema.json",
    "resilience-rules": "docs/resilience-rules.md",
    "chart-docs": "helm/alerts/README.md",
}
"""Files that are gone before, and are to be there again: what Git knows as it was."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone with the tests' environments and applications in place of the owner's."""
    made = clone(tmp_path_factory.mktemp("recipes") / "platform")
    for name, fixture in REPLACED.items():
        target = made / name
        shutil.rmtree(target) if target.is_dir() else target.unlink()
        (shutil.copytree if fixture.is_dir() else shutil.copy2)(fixture, target)
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *command], cwd=made, check=True)
    return made


def make(folder: Path, target: str) -> subprocess.CompletedProcess[str]:
    """Run a target in the clone."""
    done = [f"--old-file={stamp}" for stamp in SET_UP]
    return subprocess.run(
        ["make", "--no-print-directory", *done, *target.split()],
        cwd=folder,
        env=environment_of(folder),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_hooks_of_pre_commit_find_their_programs_and_nothing_to_say(folder: Path) -> None:
    done = subprocess.run(
        [".venv/bin/pre-commit", "run", "--all-files"],
        cwd=folder,
        env=environment_of(folder) | {"PRE_COMMIT_HOME": str(folder.parent / "hooks")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("Passed") == len(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_a_linter_of_make(hook: str) -> None:
    command = hook.partition("/bin/")[2]
    assert re.search(rf"^\t{re.escape(command)}\b", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("target", PRINTS)
def test_a_recipe_does_what_its_line_says(folder: Path, target: str) -> None:
    file = folder / WRITES.get(target, "none")
    file.unlink(missing_ok=True)
    done = make(folder, target)
    assert done.returncode == 0, done.stdout + done.stderr
    assert PRINTS[target] in done.stdout + done.stderr
    assert file.exists() is (target in WRITES)
    if target in WRITES:
        differs = ["git", "diff", "--exit-code", "--", WRITES[target]]
        subprocess.run(differs, cwd=folder, check=True)
