from resilience.survival.needs import StepName
from terraform_json.types import Json
from tests.resilience.platforms import platform
from tests.resilience.survival.asked import step

_SUBNETS = "alb.ingress.kubernetes.io/subnets"
_ATTRIBUTES = "alb.ingress.kubernetes.io/load-balancer-attributes"


def annotations(stacks: dict[str, Json]) -> Json:
    ingress = stacks["k8s"]["resource"]["kubernetes_ingress_v1"]["main"]
    found: Json = ingress["metadata"]["annotations"]
    return found


def turn_shift_off(stacks: dict[str, Json]) -> None:
    del annotations(stacks)[_ATTRIBUTES]


def name_no_subnets(stacks: dict[str, Json]) -> None:
    del annotations(stacks)[_SUBNETS]


def say_no_scheme(stacks: dict[str, Json]) -> None:
    del annotations(stacks)["alb.ingress.kubernetes.io/scheme"]


def test_a_load_balancer_is_internal_where_nothing_is_said() -> None:
    found = step(platform(changes=[say_no_scheme]), "requests/shop", StepName.LOAD_BALANCER)
    assert found.absent.startswith("the load balancer is internal")


def put_behind_nat_gateway(stacks: dict[str, Json]) -> None:
    associations = stacks["networking"]["resource"]["aws_route_table_association"]
    associations["public_eu-west-1b"]["route_table_id"] = "${aws_route_table.private_eu-west-1a.id}"


def test_the_load_balancer_has_a_node_in_each_subnet_of_its_ingress() -> None:
    found = step(platform(), "requests/shop", StepName.LOAD_BALANCER)
    assert [strand.name for strand in found.strands] == [
        "load balancer in eu-west-1a",
        "load balancer in eu-west-1b",
        "load balancer in eu-west-1c",
    ]


def test_a_shift_of_the_load_balancer_keeps_traffic_from_its_node_in_a_zone() -> None:
    found = step(platform(), "requests/shop", StepName.LOAD_BALANCER)
    assert found.strands[0].traffic_zone == "eu-west-1a"


def test_a_shift_that_is_off_moves_neither_the_load_balancer_nor_nginx() -> None:
    changed = platform(changes=[turn_shift_off])
    for name in (StepName.LOAD_BALANCER, "NGINX"):
        strands = step(changed, "requests/shop", name).strands
        assert {strand.traffic_zone for strand in strands} == {None}


def test_an_ingress_without_subnets_makes_the_step_unknown() -> None:
    found = step(platform(changes=[name_no_subnets]), "requests/shop", StepName.LOAD_BALANCER)
    assert found.unknown == "its Ingress names no subnets that can be told"


def test_a_node_behind_a_nat_gateway_is_found_by_nobody() -> None:
    changed = platform(changes=[put_behind_nat_gateway])
    found = step(changed, "requests/shop", StepName.LOAD_BALANCER)
    assert found.unknown == ("networking:aws_subnet.public_eu-west-1b leads to no internet gateway")
