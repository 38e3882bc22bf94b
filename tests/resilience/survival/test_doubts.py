from resilience.survival.needs import StepName
from terraform_json.types import Json
from tests.resilience.platforms import platform
from tests.resilience.survival.asked import step


def count_nat_gateway_a(stacks: dict[str, Json]) -> None:
    stacks["networking"]["resource"]["aws_nat_gateway"]["eu-west-1a"]["count"] = 0


def test_a_resource_that_terraform_counts_makes_its_step_unknown() -> None:
    found = step(platform(changes=[count_nat_gateway_a]), "internet/way-out", StepName.WAY_OUT)
    assert found.unknown == (
        "how many there are of networking:aws_nat_gateway.eu-west-1a is not known"
    )


def add_network_acl(stacks: dict[str, Json]) -> None:
    stacks["networking"]["resource"]["aws_network_acl"] = {"all": {}}


def test_a_network_acl_makes_steps_over_subnets_unknown() -> None:
    found = step(platform(changes=[add_network_acl]), "dns/inside", "CoreDNS")
    assert found.unknown == "what networking:aws_network_acl.all lets through is not known"


def name_a_vpc_that_is_gone(stacks: dict[str, Json]) -> None:
    for subnet in stacks["networking"]["resource"]["aws_subnet"].values():
        subnet["vpc_id"] = "${aws_vpc.gone.id}"


def test_what_rests_on_something_that_no_stack_declares_is_unknown() -> None:
    model = platform(changes=[name_a_vpc_that_is_gone])
    told = "networking:aws_vpc.gone is referred to, and declared nowhere"
    assert step(model, "dns/inside", "CoreDNS").unknown == told
    assert step(model, "database/stock/writer", StepName.WRITER).unknown == told
    assert told in {f"{each.subject} {each.problem}" for each in model.unknowns}
