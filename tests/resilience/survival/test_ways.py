from resilience.survival.ways import Ways
from terraform_json.order import Part
from terraform_json.types import Json
from tests.resilience.platforms import platform

A, B = (Part("networking", f"aws_subnet.private_eu-west-1{letter}") for letter in "ab")


def route_b(stacks: dict[str, Json]) -> Json:
    block: Json = stacks["networking"]["resource"]["aws_route"]["private_eu-west-1b"]
    return block


def to_nat_gateway_a(stacks: dict[str, Json]) -> None:
    route_b(stacks)["nat_gateway_id"] = "${aws_nat_gateway.eu-west-1a.id}"


def only_to_a_peer(stacks: dict[str, Json]) -> None:
    route_b(stacks)["destination_cidr_block"] = "10.9.0.0/16"


def keep_nat_gateway_a_private(stacks: dict[str, Json]) -> None:
    stacks["networking"]["resource"]["aws_nat_gateway"]["eu-west-1a"]["connectivity_type"] = (
        "private"
    )


def test_a_private_nat_gateway_is_no_way_out() -> None:
    assert Ways(platform(changes=[keep_nat_gateway_a_private])).out(A) is None


def behind_itself(stacks: dict[str, Json]) -> None:
    associations = stacks["networking"]["resource"]["aws_route_table_association"]
    associations["public_eu-west-1a"]["route_table_id"] = "${aws_route_table.private_eu-west-1a.id}"


def test_a_way_out_takes_all_from_the_subnet_to_the_internet_gateway() -> None:
    way = Ways(platform()).out(A)
    assert way is not None
    assert way.elements == {
        "networking:aws_subnet.private_eu-west-1a",
        "networking:aws_route_table_association.private_eu-west-1a",
        "networking:aws_route_table.private_eu-west-1a",
        "networking:aws_route.private_eu-west-1a",
        "networking:aws_nat_gateway.eu-west-1a",
        "networking:aws_eip.eu-west-1a",
        "networking:aws_subnet.public_eu-west-1a",
        "networking:aws_route_table_association.public_eu-west-1a",
        "networking:aws_route_table.public",
        "networking:aws_route.public",
        "networking:aws_internet_gateway.out",
        "zone:eu-west-1a",
    }


def test_a_route_to_another_zones_nat_gateway_needs_that_zone_too() -> None:
    way = Ways(platform(changes=[to_nat_gateway_a])).out(B)
    assert way is not None
    assert {"zone:eu-west-1a", "zone:eu-west-1b"} <= way.elements


def test_a_route_to_a_peer_is_no_way_out() -> None:
    assert Ways(platform(changes=[only_to_a_peer])).out(B) is None


def test_a_nat_gateway_behind_itself_is_no_way_out() -> None:
    assert Ways(platform(changes=[behind_itself])).out(A) is None


def test_a_subnet_without_a_route_table_has_no_way_out() -> None:
    subnet = Part("networking", "aws_subnet.database_eu-west-1a")
    assert Ways(platform()).out(subnet) is None
