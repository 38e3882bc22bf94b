from collections.abc import Callable
from typing import Any

import pytest

from config.checks.tags import ADDED_BY_EKS, MOST_OWNERS_TAGS, ON_EVERYTHING, OWN_KEYS
from config.errors import Mistake
from config.model import EnvironmentConfig
from constructs.network.subnets import DRAINING

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]
Environment = dict[str, Any]
ZONE = {"domain": "staging.example.org", "hosted_zone_id": "Z0123456789ABCDEFGHIJ"}


def many(count: int) -> dict[str, str]:
    return {f"key-{number}": "value" for number in range(count)}


@pytest.mark.parametrize("dns", [{"domain": "staging.example.org"}, None])
def test_a_zone_that_is_made_takes_fewer(
    staging: Environment, accepted: Accept, mistakes: Refuse, dns: dict[str, str] | None
) -> None:
    given = staging | ({"dns": dns} if dns else {})
    assert len(accepted(given | {"tags": many(6)}).tags) == 6
    mistake = mistakes(given | {"tags": many(7)})["tags"]
    assert mistake.problem.startswith("has 7 tags; Route 53 takes 10")
    assert mistake.allowed == "up to 6 tags"


def test_as_many_tags_as_aws_leaves_are_accepted(staging: Environment, accepted: Accept) -> None:
    given = staging | {"tags": many(MOST_OWNERS_TAGS), "dns": ZONE}
    assert len(accepted(given).tags) == 40
    assert MOST_OWNERS_TAGS + len(ON_EVERYTHING) + ADDED_BY_EKS == 50


def test_more_tags_than_aws_leaves_are_refused(staging: Environment, mistakes: Refuse) -> None:
    mistake = mistakes(staging | {"tags": many(41)})["tags"]
    assert mistake.problem.startswith("has 41 tags; AWS takes 50")
    assert mistake.allowed == "up to 40 tags"


def test_tags_that_differ_by_case_only_are_refused(staging: Environment, mistakes: Refuse) -> None:
    found = mistakes(staging | {"tags": {"Team": "a", "team": "b", "TEAM": "c", "teams": "d"}})
    assert set(found) == {"tags.team", "tags.TEAM"}
    assert "differs from Team by case only" in found["tags.team"].problem


@pytest.mark.parametrize("key", [key.swapcase() for key in OWN_KEYS])
def test_a_tag_that_differs_from_ours_by_case_only_is_refused(
    staging: Environment, mistakes: Refuse, key: str
) -> None:
    assert set(mistakes(staging | {"tags": {key: "x"}})) == {f"tags.{key}"}


@pytest.mark.parametrize(
    "key", [*OWN_KEYS, "kubernetes.io/role/elb", "k8s.io/cluster-autoscaler/enabled", "eks:x"]
)
def test_a_tag_that_the_platform_or_eks_sets_is_refused(
    staging: Environment, mistakes: Refuse, key: str
) -> None:
    assert (
        "is set by the platform" in mistakes(staging | {"tags": {key: "x"}})[f"tags.{key}"].problem
    )


def test_the_tag_by_which_a_zone_is_left_is_the_platforms() -> None:
    assert set(DRAINING) <= set(OWN_KEYS)
