"""The workflows call what the project has."""

import re

from typer.main import get_command

from delivery.__main__ import app
from tests.workflows.files import (
    ACTIONS,
    FILES,
    ROOT,
    jobs,
    steps,
)


def test_every_make_target_that_a_workflow_calls_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    scripts = [step.get("run", "") for file in (*FILES, *ACTIONS) for step in steps(file)]
    called = {
        target
        for script in scripts
        for targets in re.findall(r"\bmake ([a-z -]+)", script)
        for target in targets.split()
    }

    assert called >= {"lint", "test", "synth", "verify"}
    assert called <= set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))


def test_a_pull_request_is_compared_with_what_it_would_be_merged_into() -> None:
    checkout, *_, compare = jobs("review.yml")["names"]["steps"]

    # HEAD is the merge that GitHub tests; its first parent is what it would be merged into.
    assert checkout["with"]["fetch-depth"] == 2
    assert 'ops.renames HEAD^1 | tee -a "$GITHUB_STEP_SUMMARY"' in compare["run"]


def test_the_review_compares_with_what_it_would_be_merged_into_as_well() -> None:
    checkout, *_, compare = jobs("review.yml")["review"]["steps"]

    assert checkout["with"]["fetch-depth"] == 2
    assert 'make review BASE=HEAD^1 | tee -a "$GITHUB_STEP_SUMMARY"' in compare["run"]


def test_every_command_of_delivery_that_a_workflow_calls_exists() -> None:
    scripts = [step.get("run", "") for file in FILES for step in steps(file)]
    called = {name for script in scripts for name in re.findall(r"-m delivery ([\w-]+)", script)}

    assert called == {
        *(
            "comment",
            "compare",
            "drift",
            "drift-issue",
            "failed",
            "idle",
            "keep",
            "matrix",
            "newest",
            "outdated",
            "pending",
            "preflight",
            "quietly",
        ),
        *("ready", "record", "stacks", "summary", "teardown", "wait"),
    }
    assert called <= get_command(app).commands.keys()  # type: ignore[attr-defined]
