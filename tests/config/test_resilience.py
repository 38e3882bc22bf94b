"""The part of an environment file that accepts risks."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from config.environment import ENVIRONMENTS, validate
from config.errors import ConfigError
from config.sections.resilience import FailOn, ResilienceConfig
from config.yaml.source import load_yaml

RISK = {
    "rule": "single-nat-gateway",
    "subject": "networking:*",
    "reason": "Staging saves two NAT gateways",
    "owner": "platform-team",
    "expires": "2027-06-30",
}


def resilience(written: object) -> ResilienceConfig:
    """Return the section as staging's file has it."""
    data = yaml.safe_load((ENVIRONMENTS / "staging.yaml").read_text("utf-8"))
    data = {key: value for key, value in data.items() if key != "resilience"}
    text = yaml.safe_dump(data | {"resilience": written})
    return validate(load_yaml(text, Path("staging.yaml"))).resilience


def test_findings_of_high_severity_count_and_nothing_is_accepted_by_itself() -> None:
    assert resilience({}) == ResilienceConfig(fail_on=FailOn.HIGH, accepted=())


def test_an_accepted_risk_has_a_last_day() -> None:
    (risk,) = resilience({"accepted": [RISK]}).accepted
    assert risk.expires == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("expires", "2027-06-31"),
        ("expires", "soon"),
        ("expires", 20270630),
        ("expires", "20270630"),
        ("expires", "2027-W26-3"),
        ("expires", "2027-06-30\n"),
        ("reason", "cheap"),
        ("rule", "Single NAT"),
        ("owner", ""),
        ("subject", ""),
    ],
)
def test_an_acceptance_that_says_too_little_is_refused(key: str, value: object) -> None:
    with pytest.raises(ConfigError) as caught:
        resilience({"accepted": [RISK | {key: value}]})
    assert [mistake.path for mistake in caught.value.mistakes] == [f"resilience.accepted.0.{key}"]


@pytest.mark.parametrize("key", list(RISK))
def test_an_acceptance_has_all_its_keys(key: str) -> None:
    with pytest.raises(ConfigError):
        resilience({"accepted": [{name: value for name, value in RISK.items() if name != key}]})


def test_fail_on_is_one_of_four_words() -> None:
    with pytest.raises(ConfigError) as caught:
        resilience({"fail_on": "always"})
    assert "high" in caught.value.mistakes[0].allowed
