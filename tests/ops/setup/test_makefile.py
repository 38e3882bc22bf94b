"""What the targets of the Makefile find to do before their own work; nothing is done."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from ops.help import GROUPS, SELDOM

ROOT = Path(__file__).parents[3]
PYTHON, NODE, CHECKOV = "Python packages", "Node.js packages", "checkov"
LINT, CHART_LINT, HELM = "tools/lint", "tools/chart-lint", "tools/helm"
KUBERNETES, METRICS, DESCHEDULER = "tools/kubernetes", "tools/metrics-server", "tools/descheduler"
PROMETHEUS, ROLLOUTS = "tools/prometheus", "tools/rollouts"
OPENTOFU = "tools/opentofu"
EVERYTHING = (
    PYTHON,
    NODE,
    CHECKOV,
    LINT,
    CHART_LINT,
    HELM,
    KUBERNETES,
    METRICS,
    DESCHEDULER,
    PROMETHEUS,
    ROLLOUTS,
)
NEEDS = {
    "bench": (PYTHON, NODE, HELM, KUBERNETES, METRICS),
    "bootstrap": (PYTHON,),
    "chart": (PYTHON, NODE, HELM, KUBERNETES, METRICS, CHART_LINT, ROLLOUTS),
    "chart-docs": (CHART_LINT,),
    "chart-keys": (PYTHON,),
    "charts": (PYTHON, HELM),
    "checkov": (PYTHON, NODE, CHECKOV),
    "cost": (PYTHON, NODE, HELM),
    "dependencies": (PYTHON,),
    "diff": (PYTHON, NODE),
    "down": (PYTHON,),
    "format": (PYTHON,),
    "gameday": (PYTHON, NODE, HELM, KUBERNETES, METRICS, DESCHEDULER, PROMETHEUS, ROLLOUTS),
    "gameday-agreement": (
        PYTHON,
        NODE,
        HELM,
        KUBERNETES,
        METRICS,
        DESCHEDULER,
        PROMETHEUS,
        ROLLOUTS,
    ),
    "help": (),
    "kubeconfig": (PYTHON,),
    "lint": (PYTHON, NODE, CHECKOV, LINT),
    "lint-python": (PYTHON,),
    "lint-scripts": (PYTHON,),
    "lint-workflows": (PYTHON, LINT),
    "load": (PYTHON, NODE, HELM, KUBERNETES, METRICS),
    "lock": (PYTHON,),
    "lock-providers": (PYTHON, NODE, HELM),
    "longevity": (PYTHON, NODE, HELM, OPENTOFU),
    "new-addon": (PYTHON, NODE, HELM),
    "new-app": (PYTHON, NODE, HELM),
    "new-environment": (PYTHON, NODE, HELM),
    "orphans": (PYTHON, NODE, HELM),
    "outputs": (PYTHON,),
    "preflight": (PYTHON, NODE, HELM),
    "psql": (PYTHON,),
    "resilience": (PYTHON, NODE, HELM),
    "resilience-rules": (PYTHON,),
    "review": (PYTHON, NODE, HELM),
    "sbom": (PYTHON, NODE, HELM),
    "schema": (PYTHON,),
    "setup": EVERYTHING,
    "snapshots": (PYTHON, NODE, HELM),
    "status": (PYTHON,),
    "synth": (PYTHON, NODE, HELM),
    "teardown": (PYTHON, NODE, HELM),
    "test": EVERYTHING,
    "test-long": EVERYTHING,
    "up": (PYTHON, NODE, HELM),
    "verify": (PYTHON,),
    "version": (PYTHON,),
}
"""What each target needs: it waits for nothing else to be installed or built."""

READ = ("Makefile", "Pipfile.lock", "package-lock.json", "ops/setup", "tools")
MADE = (".venv", ".tools/checkov", "node_modules")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder in which `make setup` has done everything."""
    for name in READ:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, tmp_path / name)
    families = [folder.parent.name for folder in (ROOT / "tools").glob("*/go.mod")]
    for stamp in (
        *(f"{folder}/set-up" for folder in MADE),
        *(f".tools/bin/{family}.set-up" for family in families),
    ):
        (tmp_path / stamp).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / stamp).touch()
    return tmp_path


def steps(project: Path, target: str = "setup") -> str:
    """Return the steps of the set-up that a target would take, a line each."""
    command = ["make", "--dry-run", target, "CHART=chart", "ENV=staging"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    return "\n".join(line for line in done.stdout.splitlines() if "step.sh" in line)


def test_there_is_nothing_to_do_when_everything_is_there(project: Path) -> None:
    assert steps(project) == ""


@pytest.mark.parametrize("folder", [*MADE, ".tools/bin"])
def test_a_folder_that_was_removed_is_made_anew(project: Path, folder: str) -> None:
    shutil.rmtree(project / folder)
    assert f"into {Path(folder).parts[0]}" in steps(project)


@pytest.mark.parametrize(
    ("pins", "step"),
    [
        ("Pipfile.lock", "Python packages"),
        ("tools/pipenv/requirements.txt", "Python packages"),
        ("package-lock.json", "Node.js packages"),
        ("tools/checkov/requirements.txt", "checkov"),
        ("tools/lint/go.sum", "tools/lint"),
        ("tools/kubernetes/go.mod", "tools/helm"),
    ],
)
def test_other_pins_are_installed(project: Path, pins: str, step: str) -> None:
    later = time.time() + 1
    os.utime(project / pins, (later, later))
    assert step in steps(project)


@pytest.mark.parametrize("status", [1, 2, 3])
def test_make_ends_with_2_and_its_last_line_has_the_status_of_the_command(
    project: Path, status: int
) -> None:
    program = project / ".venv/bin/python"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    program.chmod(0o700)
    done = subprocess.run(
        ["make", "verify"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.rstrip().endswith(f"Error {status}")


def test_a_shell_that_asks_make_for_its_targets_to_complete_them_is_told_all(project: Path) -> None:
    # As bash-completion asks: it takes lines of targets, and wants nothing to be done.
    asked = ["make", "-npq", "__BASH_MAKE_COMPLETION__=1", ".DEFAULT"]
    told = subprocess.run(asked, cwd=project, capture_output=True, text=True, check=False).stdout
    targets = set(re.findall(r"^([a-z][a-z-]+):", told, re.MULTILINE))
    assert {*SELDOM, *(name for group in GROUPS.values() for name in group)} <= targets


def test_programs_do_not_count_as_built_while_others_are_built_in_their_place(
    project: Path,
) -> None:
    for script, text in (("prerequisites.sh", "exit 0"), ("step.sh", "exit 1")):
        (project / "ops/setup" / script).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    stamp = project / ".tools/bin/kubernetes.set-up"
    later = time.time() + 1
    os.utime(project / "tools/kubernetes/go.mod", (later, later))
    subprocess.run(
        ["make", stamp.relative_to(project)], cwd=project, capture_output=True, check=False
    )
    assert not stamp.exists()


@pytest.mark.parametrize("target", NEEDS)
def test_in_a_new_clone_a_target_waits_for_what_it_needs_and_nothing_else(
    project: Path, target: str
) -> None:
    for folder in (*MADE, ".tools/bin"):
        shutil.rmtree(project / folder)
    taken = re.findall(r"step\.sh '(?:Go tools of )?(.+?) into", steps(project, target))
    assert sorted(taken) == sorted(NEEDS[target])


@pytest.mark.parametrize(
    ("text", "built"),
    [
        ("rollout:\n  strategy: canary\n", True),
        ('{"rollout": {"strategy": "canary"}}\n', True),
        ("rollout:\n  strategy: rolling\n", False),
        ("rollout:\n  # strategy: canary\n", False),
    ],
)
def test_a_sandbox_waits_for_the_controller_of_canaries_where_an_application_has_them(
    project: Path, text: str, *, built: bool
) -> None:
    (project / ".tools/bin/rollouts.set-up").unlink()
    values = project / "helm/apps/shop/values.staging.yaml"
    values.parent.mkdir(parents=True)
    values.write_text(text, encoding="utf-8")
    assert (ROLLOUTS in steps(project, "up")) is built


def test_help_lists_every_target_but_the_check_of_prerequisites() -> None:
    declared = re.findall(r"^\.PHONY: (\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    often, seldom = done.stdout.split("Seldom needed\n")
    listed = re.findall(r"^  make (\S+) +\S", often, re.MULTILINE)
    named = seldom.partition(":")[0].removeprefix("  make ")
    listed += [name.strip() for name in named.split(",")]
    assert sorted(listed) == sorted({*declared} - {"prerequisites"})
    assert sorted(listed) == sorted(NEEDS)


def test_an_example_of_help_gives_a_target_what_it_reads() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name, example in (pair for group in GROUPS.values() for pair in group.items()):
        assert not example or f"make {name}" in example
        for variable in re.findall(r"\b([A-Z]+)=", example.replace("PLATFORM_ENV=", "")):
            assert f"$({variable})" in makefile, f"{name}: no target reads {variable}"


def test_the_page_on_commands_tells_every_target() -> None:
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`make ([a-z-]+)", page))
    assert told == NEEDS.keys()
