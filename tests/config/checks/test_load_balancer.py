from collections.abc import Callable
from typing import Any

import pytest

from config.errors import Mistake
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]
Environment = dict[str, Any]

ACL = "regional/webacl/shop/0b4c1e2f-3a5d-4c6b-8d7e-9f0a1b2c3d4e"
OURS = f"arn:aws:wafv2:eu-west-1:111122223333:{ACL}"


def with_acl(staging: Environment, arn: str) -> Environment:
    return staging | {"load_balancer": {"web_acl_arn": arn}}


@pytest.mark.parametrize("arn", [OURS, "none"])
def test_a_web_acl_of_the_environment_or_none_is_accepted(
    staging: Environment, accepted: Accept, arn: str
) -> None:
    assert accepted(with_acl(staging, arn)).load_balancer.web_acl_arn == arn


@pytest.mark.parametrize(
    "place", ["us-east-1:111122223333", "eu-west-1:444455556666", "eu-west-2:444455556666"]
)
def test_a_web_acl_of_another_place_is_refused(
    staging: Environment, mistakes: Refuse, place: str
) -> None:
    found = mistakes(with_acl(staging, f"arn:aws:wafv2:{place}:{ACL}"))
    assert set(found) == {"load_balancer.web_acl_arn"}
    assert found["load_balancer.web_acl_arn"].allowed == "one of eu-west-1 and 111122223333"


@pytest.mark.parametrize(
    "arn",
    [
        "yes",
        "",
        OURS.replace("regional", "global"),
        OURS.replace(":wafv2:", ":waf-regional:"),
        OURS.replace("shop", "sh,op=x"),
        f"{OURS}\n",
    ],
)
def test_what_is_no_regional_web_acl_is_refused_once(
    staging: Environment, mistakes: Refuse, arn: str
) -> None:
    assert set(mistakes(with_acl(staging, arn))) == {"load_balancer.web_acl_arn"}


def test_the_load_balancer_of_an_environment_that_says_nothing_can_be_deleted(
    staging: Environment, accepted: Accept
) -> None:
    load_balancer = accepted(staging).load_balancer
    assert (load_balancer.deletion_protection, load_balancer.web_acl_arn) == (False, None)
