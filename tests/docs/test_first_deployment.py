"""docs/first-deployment.md: each step says what it needs, or which test runs it."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from delivery.__main__ import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/first-deployment.md").read_text(encoding="utf-8")
STEPS = {step.splitlines()[0]: step for step in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]}


def test_the_steps_are_numbered_in_their_order() -> None:
    numbers = [int(title.partition(".")[0]) for title in STEPS]
    assert numbers == list(range(1, len(STEPS) + 1))


@pytest.mark.parametrize("title", STEPS)
def test_a_step_has_its_commands_and_tells_how_one_knows_that_it_worked(title: str) -> None:
    step = STEPS[title]
    assert re.search(r"^```sh\n", step, re.MULTILINE)
    assert "It worked " in step
    assert re.search(r"\bNeeds (AWS|GitHub)\b|\bTested:", step)


@pytest.mark.parametrize("title", STEPS)
def test_what_runs_without_aws_is_run_by_a_test_that_is_there(title: str) -> None:
    step = STEPS[title]
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", step)
    assert named or re.search(r"\bNeeds (AWS|GitHub)\b", step)
    for file, name in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^def {name}\(", text, re.MULTILINE), f"{file} has no {name}"


def test_every_command_of_delivery_is_there() -> None:
    named = set(re.findall(r"-m delivery ([\w-]+)", PAGE))
    assert named
    assert named <= set(get_command(app).commands)  # type: ignore[attr-defined]
