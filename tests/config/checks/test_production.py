from collections.abc import Callable
from typing import Any

import pytest

from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]
Environment = dict[str, Any]

UNPROTECTED = {
    "network.nat_gateways",
    "database.deletion_protection",
    "database.backup.final_snapshot",
}


def test_staging_itself_lacks_what_production_must_have(
    staging: Environment, accepted: Accept
) -> None:
    assert accepted(staging).production is False


def test_a_value_of_another_kind_is_told_once(staging: Environment, accepted: Accept) -> None:
    del staging["network"]["nat_gateways"], staging["network"]["nat_gateway_zone"]
    with pytest.raises(ConfigError) as caught:
        accepted(staging | {"production": True, "database": {"deletion_protection": 0}})
    assert [mistake.path for mistake in caught.value.mistakes] == ["database.deletion_protection"]


def test_production_under_any_name_keeps_its_protection(
    staging: Environment, mistakes: Refuse
) -> None:
    assert set(mistakes(staging | {"production": True})) == UNPROTECTED


def test_a_single_nat_gateway_is_refused_in_production(
    staging: Environment, mistakes: Refuse
) -> None:
    mistake = mistakes(staging | {"production": True})["network.nat_gateways"]
    assert (mistake.value, mistake.allowed) == ("single", "per-zone in production")


@pytest.mark.parametrize("name", ["prod", "prod-eu", "production"])
def test_a_name_like_production_must_say_what_it_is(
    staging: Environment, mistakes: Refuse, name: str
) -> None:
    found = mistakes(staging | {"name": name})
    assert "does not say whether it is production" in found["production"].problem
    assert "`production: true`" in found["production"].remedy
    # The protection is held meanwhile.
    assert set(found) >= UNPROTECTED


def test_a_name_like_production_may_say_that_it_is_none(
    staging: Environment, mistakes: Refuse
) -> None:
    # Its name is not the file's, which is the only mistake.
    assert set(mistakes(staging | {"name": "prod-like", "production": False})) == {"name"}


@pytest.mark.parametrize("said", ["yes", 1, None])
def test_production_is_true_or_false(staging: Environment, mistakes: Refuse, said: object) -> None:
    assert "production" in mistakes(staging | {"production": said})
