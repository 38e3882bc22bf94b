from resilience.survival.needs import Place
from terraform_json.types import Json
from tests.resilience.platforms import platform
from tests.resilience.survival.asked import step


def count_nat_gateway_a(stacks: dict[str, Json]) -> None:
    stacks["networking"]["resource"]["aws_nat_gateway"]["eu-west-1a"]["count"] = 0


def test_a_resource_that_terraform_counts_makes_its_step_unknown() -> None:
    found = step(platform(changes=[count_nat_gateway_a]), "internet/way-out", Place.WAY_OUT)
    assert found.unknown == (
        "how many there are of networking:aws_nat_gateway.eu-west-1a is not known"
    )
