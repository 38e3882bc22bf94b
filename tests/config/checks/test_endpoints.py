from collections.abc import Callable
from typing import Any

import pytest

from config.errors import Mistake

Refuse = Callable[[object], dict[str, Mistake]]
Environment = dict[str, Any]


@pytest.mark.parametrize(
    "name",
    [
        "com.amazonaws.eu-west-1.ecr.api",
        "cn.com.amazonaws.cn-north-1.ecr.api",
        "com.amazonaws.us-gov-west-1.ecr.api",
        "com.amazonaws.ecr.api",
        "eu-west-1.ecr.api",
    ],
)
def test_a_service_with_the_prefix_of_its_endpoint_is_refused_with_its_name(
    staging: Environment, mistakes: Refuse, name: str
) -> None:
    staging["network"]["interface_endpoints"] = ["sts", name]
    found = mistakes(staging)
    assert set(found) == {"network.interface_endpoints.1"}
    assert found["network.interface_endpoints.1"].remedy == "write `ecr.api`"


@pytest.mark.parametrize("service", ["s3", "dynamodb"])
def test_a_service_that_a_gateway_reaches_is_refused(
    staging: Environment, mistakes: Refuse, service: str
) -> None:
    staging["network"]["interface_endpoints"] = [service]
    assert set(mistakes(staging)) == {"network.interface_endpoints.0"}
