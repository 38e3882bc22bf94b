from resilience.survival.needs import StepName
from terraform_json.types import Json
from tests.resilience.platforms import NETWORK, platform
from tests.resilience.survival.asked import paths, step


def routes(stacks: dict[str, Json]) -> dict[str, Json]:
    found: dict[str, Json] = stacks["networking"]["resource"]["aws_route"]
    return found


def endpoints(stacks: dict[str, Json]) -> dict[str, Json]:
    found: dict[str, Json] = stacks["networking"]["resource"]["aws_vpc_endpoint"]
    return found


def drop_route_b(stacks: dict[str, Json]) -> None:
    del routes(stacks)["private_eu-west-1b"]


def lead_nowhere(stacks: dict[str, Json]) -> None:
    for block in routes(stacks).values():
        block["destination_cidr_block"] = "10.9.0.0/16"


def without_nat_gateways(stacks: dict[str, Json]) -> None:
    lead_nowhere(stacks)
    del stacks["networking"]["resource"]["aws_nat_gateway"]
    for zone in ("eu-west-1a", "eu-west-1b", "eu-west-1c"):
        del routes(stacks)[f"private_{zone}"]


def leave_table_b_out(stacks: dict[str, Json]) -> None:
    del endpoints(stacks)["s3"]["route_table_ids"][1]


def leave_endpoint_to_public_table(stacks: dict[str, Json]) -> None:
    endpoints(stacks)["s3"]["route_table_ids"] = ["${aws_route_table.public.id}"]


def give_control_plane_one_subnet(stacks: dict[str, Json]) -> None:
    cluster = stacks["k8s"]["resource"]["aws_eks_cluster"]["main"]
    cluster["vpc_config"]["subnet_ids"] = [f"${{{NETWORK}.private_subnet_ids[0]}}"]


def clients(model_step: str, *changes: object) -> list[str | None]:
    found = step(platform(changes=changes), "internet/way-out", model_step)
    return [strand.client_zone for strand in found.strands]


def test_each_zones_nodes_have_a_way_out_of_their_own() -> None:
    assert clients(StepName.WAY_OUT) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]


def test_a_zone_whose_nodes_have_no_way_out_makes_the_step_unknown() -> None:
    found = step(platform(changes=[drop_route_b]), "internet/way-out", StepName.WAY_OUT)
    assert "aws_subnet.private_eu-west-1b has no way out" in found.unknown


def test_nat_gateways_that_no_route_leads_to_make_the_step_unknown() -> None:
    found = step(platform(changes=[lead_nowhere]), "internet/way-out", StepName.WAY_OUT)
    assert found.unknown == "the routes of the subnets of nodes cannot be followed"


def test_a_platform_without_nat_gateways_has_no_way_out() -> None:
    assert "internet/way-out" not in paths(platform(changes=[without_nat_gateways]))


def test_a_service_that_nothing_leads_to_is_unknown() -> None:
    changed = platform(changes=[without_nat_gateways])
    found = step(changed, "secrets/values", "API of secretsmanager")
    assert found.unknown == "nothing is known to lead to secretsmanager"


def test_objects_are_reached_by_the_gateway_endpoint_of_each_route_table() -> None:
    found = step(platform(), "internet/objects", StepName.OBJECTS)
    assert found.strands[0].name == "endpoint of s3 for eu-west-1a"


def test_objects_are_reached_by_the_way_out_where_a_table_lacks_the_endpoint() -> None:
    found = step(platform(changes=[leave_table_b_out]), "internet/objects", StepName.OBJECTS)
    assert "networking:aws_nat_gateway.eu-west-1b" in found.strands[1].elements


def test_a_nat_gateway_does_not_reach_objects_by_the_endpoint_of_its_own_subnet() -> None:
    changed = platform(changes=[leave_endpoint_to_public_table])
    found = step(changed, "internet/objects", StepName.OBJECTS)
    assert "networking:aws_internet_gateway.out" in found.strands[0].elements
    assert "networking:aws_vpc_endpoint.s3" not in found.strands[0].elements


def test_an_endpoint_has_an_interface_in_each_of_its_subnets() -> None:
    found = step(platform(), "secrets/identity", "endpoint of eks-auth")
    interfaces = {f"networking:aws_vpc_endpoint.eks-auth#eu-west-1{letter}" for letter in "abc"}
    assert interfaces <= set().union(*(strand.elements for strand in found.strands))


def test_the_kubernetes_api_stands_in_the_subnets_that_the_cluster_was_given() -> None:
    changed = platform(changes=[give_control_plane_one_subnet])
    found = step(changed, "deployment/objects", StepName.KUBERNETES_API)
    assert [strand.name for strand in found.strands] == [
        "interface of the Kubernetes API in eu-west-1a"
    ]
