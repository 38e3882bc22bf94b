"""Which scenarios are played."""

import pytest

from gameday.scenarios.catalogue import ON_REQUEST, TARGETS, chosen
from ops.command import Refusal
from tests.resilience.synthesized import model_of


def test_without_a_name_all_are_played_but_those_with_which_others_begin() -> None:
    model = model_of("prod")
    names = dict.fromkeys(name for name, _ in chosen([], model))
    playable = [name for name, targets in TARGETS.items() if targets(model)]
    assert list(names) == [name for name in playable if name not in ON_REQUEST]


@pytest.mark.parametrize("name", sorted(ON_REQUEST))
def test_what_others_begin_with_is_played_by_its_name(name: str) -> None:
    model = model_of("prod")
    played = chosen([name], model)
    assert played == [(name, target) for target in TARGETS[name](model)]
    assert played


def test_a_scenario_is_played_on_the_target_that_is_named() -> None:
    assert chosen(["zone-lost:eu-west-1b"], model_of("prod")) == [("zone-lost", "eu-west-1b")]


def test_an_unknown_scenario_is_told_with_those_that_there_are() -> None:
    with pytest.raises(Refusal, match=r"no scenario zone-gone\. .*\n  zone-lost:eu-west-1a"):
        chosen(["zone-lost", "zone-gone"], model_of("prod"))
