from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import Refusal
from resilience.analysis import Analysis
from resilience.delta.losses import gone, losses
from resilience.delta.markdown import as_markdown
from resilience.delta.search import TRIALS, Delta, delta, smallest
from resilience.outcomes import Verdict
from terraform_json.manifest import read_manifest
from terraform_json.types import Json
from tests.fixtures.output import write_output
from tests.resilience.analyses import analysis


def gateways(**zones: str) -> Json:
    """Return the routes of zones to gateways."""
    return {"resource": {"aws_route": {zone: {"gateway": to} for zone, to in zones.items()}}}


def analyse(folder: Path) -> Analysis:
    """Analyse a folder: all zones go out by one gateway where both routes lead to `a`."""
    routes = read_manifest(folder)["networking"].read()["resource"]["aws_route"]
    single = {routes[zone]["gateway"] for zone in ("b", "c")} == {"a"}
    return analysis(single_nat=single)


Compare = Callable[[Json, Json], Delta]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """Return a function that compares the stack `networking` before and after a change."""

    def compared(base: Json, head: Json) -> Delta:
        before = write_output(tmp_path / "base", {"networking": base})
        return delta(before, write_output(tmp_path / "head", {"networking": head}), analyse)

    return compared


def test_the_part_of_a_change_that_causes_a_loss_is_found(compare: Compare) -> None:
    found = compare(gateways(b="b", c="c", d="d"), gateways(b="a", c="a", d="e"))
    causes = {tuple(str(change) for change in cause) for cause in found.causes.values()}
    assert causes == {
        (
            "networking:aws_route.b: gateway: b -> a",
            "networking:aws_route.c: gateway: c -> a",
        )
    }


def test_every_loss_has_its_cause(compare: Compare) -> None:
    found = compare(gateways(b="a", c="c"), gateways(b="a", c="a"))
    assert found.causes.keys() == {loss.what for loss in found.lost}


def test_what_is_survived_now_is_gained(compare: Compare) -> None:
    found = compare(gateways(b="a", c="a"), gateways(b="b", c="c"))
    assert (found.lost, len(found.gained)) == ((), 4)


def test_a_change_that_takes_nothing_is_told_in_a_sentence(compare: Compare) -> None:
    told = as_markdown(compare(gateways(b="b", c="c"), gateways(b="c", c="c")))
    assert told == "Every failure that was survived still is, and no other.\n"


def test_a_loss_is_told_with_a_counterexample(compare: Compare) -> None:
    told = as_markdown(compare(gateways(b="a", c="c"), gateways(b="a", c="a")))
    assert (
        '- When zone eu-west-1a is lost, "Private subnets to the internet" breaks: way out: 0 of 3'
        " are left. Before the change it holds: holds on 1 steps that lost some."
    ) in told


def test_a_folder_that_was_not_synthesized_is_refused(tmp_path: Path) -> None:
    def refusing(folder: Path) -> Analysis:
        raise Refusal(f"{folder} has no manifest")

    with pytest.raises(Refusal, match="has no manifest"):
        delta(tmp_path, tmp_path, refusing)


@pytest.mark.parametrize("needed", [{3}, {0, 7}, {1, 2, 6}])
def test_the_smallest_part_is_found_whatever_its_size(needed: set[int]) -> None:
    assert set(smallest(tuple(range(8)), lambda parts: needed <= set(parts))) == needed


def test_one_cause_among_many_changes_takes_few_trials() -> None:
    tried: list[tuple[int, ...]] = []

    def fails(parts: tuple[int, ...]) -> bool:
        tried.append(parts)
        return 700 in parts

    assert smallest(tuple(range(1000)), fails) == (700,)
    assert len(tried) < TRIALS


def test_the_widest_failure_comes_first() -> None:
    first, *_ = losses(analysis(), analysis(single_nat=True))
    assert str(first.what.domain) == "zone eu-west-1a is lost"


def test_a_path_that_is_gone_is_no_longer_survived() -> None:
    before = analysis()
    after = replace(before, paths=before.paths[1:], outcomes=())
    (found,) = gone(before, after)
    assert found.told("Before") == (
        '"Client to app1" is gone: nothing is left of what it consists of.'
    )


def test_a_path_that_is_gone_has_its_cause(tmp_path: Path) -> None:
    def without_route(folder: Path) -> Analysis:
        routes = read_manifest(folder)["networking"].read()["resource"]["aws_route"]
        whole = analysis()
        return whole if "b" in routes else replace(whole, paths=whole.paths[1:])

    base = write_output(tmp_path / "base", {"networking": gateways(b="b", c="c")})
    head = write_output(tmp_path / "head", {"networking": gateways(c="d")})
    found = delta(base, head, without_route)
    assert "aws\\_route.b is removed" in as_markdown(found)
    assert [loss.what.domain for loss in found.lost] == [None]


def unsure(found: Analysis) -> Analysis:
    """Return an analysis in which what breaks is not known."""
    changed = (
        replace(each, verdict=Verdict.UNKNOWN) if each.verdict is Verdict.BREAKS else each
        for each in found.outcomes
    )
    return replace(found, outcomes=tuple(changed))


def test_what_only_makes_a_path_unknown_is_no_cause_of_its_break(tmp_path: Path) -> None:
    def analyse_(folder: Path) -> Analysis:
        routes = read_manifest(folder)["networking"].read()["resource"]["aws_route"]
        if routes.get("c", {}).get("gateway") == "a":
            return analysis(single_nat=True)
        return analysis() if "b" in routes else unsure(analysis(single_nat=True))

    base = write_output(tmp_path / "base", {"networking": gateways(b="b", c="c")})
    head = write_output(tmp_path / "head", {"networking": gateways(c="a")})
    causes = delta(base, head, analyse_).causes.values()
    assert {str(change) for cause in causes for change in cause} == {
        "networking:aws_route.c: gateway: c -> a"
    }


def test_what_is_not_known_is_not_told_to_break() -> None:
    first, *_ = losses(analysis(), unsure(analysis(single_nat=True)))
    assert 'it is not known whether "Private subnets to the internet" holds' in first.told("Before")
