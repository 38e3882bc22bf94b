"""What a change takes from what is survived, as a reviewer reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from delivery.review import survival as module
from delivery.review.survival import survival
from ops.command import Failure
from resilience.analysis import Analysis
from terraform_json.manifest import read_manifest
from terraform_json.types import Json
from tests.fixtures.output import write_output
from tests.resilience.analyses import analysis

Told = Callable[[str, str], list[str]]


def analyse(folder: Path) -> Analysis:
    """Analyse a folder: all zones go out by one gateway where the route of `c` leads to `a`."""
    gateway = read_manifest(folder)["networking"].read()["resource"]["aws_route"]["c"]["gateway"]
    if gateway == "unknown":
        raise Failure("networking:aws_route.c has a value\nof a form that is not known here")
    return analysis(single_nat=gateway == "a")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Return a function that tells of another gateway of a zone."""
    monkeypatch.setattr(module, "analysed", analyse)

    def compared(before: str, after: str) -> list[str]:
        for side, gateway in {"base": before, "head": after}.items():
            stack: Json = {"resource": {"aws_route": {"c": {"gateway": gateway}}}}
            write_output(tmp_path / side, {"networking": stack})
        return survival(tmp_path / "base", tmp_path / "head")

    return compared


def test_what_is_no_longer_survived_is_told_with_its_cause_and_counterexamples(told: Told) -> None:
    assert told("c", "a")[:8] == [
        "",
        "### No longer survived: 4 cases",
        "",
        "The smallest part of the change that does it:",
        "- networking:aws\\_route.c: gateway: c -\\> a",
        "",
        "Counterexamples:",
        (
            '- When zone eu-west-1a is lost, "Private subnets to the internet" breaks: way out: 0'
            " of 3 are left. Before the change it holds: holds on 1 steps that lost some."
        ),
    ]


def test_what_is_survived_only_now_is_told(told: Told) -> None:
    assert told("a", "c")[:2] == ["", "### Survived only now: 4 cases"]


def test_a_change_that_takes_nothing_is_told_in_a_line(told: Told) -> None:
    assert told("b", "c") == [
        "",
        "### Survival",
        "Every failure that was survived still is, and no other.",
    ]


@pytest.mark.parametrize("sides", [("c", "unknown"), ("unknown", "c")])
def test_an_analysis_that_fails_is_told(told: Told, sides: tuple[str, str]) -> None:
    assert told(*sides) == [
        "",
        "### Survival",
        (
            "**It is not known** what is no longer survived: `networking:aws_route.c has a value of"
            " a form that is not known here`"
        ),
    ]


def test_an_environment_that_comes_is_compared_with_nothing(told: Told, tmp_path: Path) -> None:
    told("c", "c")

    lines = survival(tmp_path / "nowhere", tmp_path / "head")

    assert lines[-1] == "New: `make resilience` tells what it survives."


def test_nothing_is_told_of_an_environment_that_goes(told: Told, tmp_path: Path) -> None:
    told("c", "c")

    assert survival(tmp_path / "base", tmp_path / "nowhere") == []
