import networkx as nx
import pytest

from resilience.model.cache import Cache
from resilience.model.graph import reference_graph
from resilience.model.targets import UnresolvedError
from resilience.model.zones import Zones
from terraform_json.order import Part
from terraform_json.types import Json
from tests.resilience.model.small_stacks import SUBNETS, ZONES, networking, output, reader


def zones(kind: str, block: Json, **others: dict[str, Json]) -> tuple[str, ...]:
    """Return the zones of a resource among the subnets, with others beside it."""
    stacks = {"networking": networking(**{**others, kind: {"one": block}})}
    return _zones(stacks, Part("networking", f"{kind}.one"))


def zones_of_reader(kind: str, block: Json) -> tuple[str, ...]:
    """Return the zones of a resource of the stack that reads the subnets."""
    stacks = {"networking": networking(), "k8s": reader(**{kind: {"one": block}})}
    return _zones(stacks, Part("k8s", f"{kind}.one"))


def _zones(stacks: dict[str, Json], part: Part) -> tuple[str, ...]:
    graph, _ = reference_graph(stacks, Cache(None))
    return Zones(stacks=stacks, references=graph).of(part)


@pytest.mark.parametrize(
    ("kind", "block", "letters"),
    [
        ("aws_subnet", {"availability_zone": "eu-west-1b"}, "b"),
        ("aws_rds_cluster_instance", {"availability_zone": "eu-west-1c"}, "c"),
        ("aws_db_instance", {"availability_zone": "${aws_subnet.a.availability_zone}"}, "a"),
        ("aws_nat_gateway", {"subnet_id": SUBNETS[1]}, "b"),
        ("aws_network_interface", {"subnet_id": SUBNETS[1]}, "b"),
        ("aws_route_table_association", {"subnet_id": SUBNETS[2]}, "c"),
        ("aws_db_subnet_group", {"subnet_ids": SUBNETS}, "abc"),
        ("aws_vpc_endpoint", {"vpc_endpoint_type": "Interface", "subnet_ids": SUBNETS[:2]}, "ab"),
        ("aws_lb", {"subnets": SUBNETS}, "abc"),
        ("aws_lb", {"subnet_mapping": [{"subnet_id": each} for each in SUBNETS[1:]]}, "bc"),
        ("aws_autoscaling_group", {"vpc_zone_identifier": SUBNETS[:1]}, "a"),
    ],
)
def test_a_part_stands_where_its_attributes_say(kind: str, block: Json, letters: str) -> None:
    assert zones(kind, block) == tuple(zone for zone in ZONES if zone[-1] in letters)


@pytest.mark.parametrize(
    ("kind", "block", "letters"),
    [
        ("aws_eks_node_group", {"subnet_ids": [output('by_zone["eu-west-1b"]')]}, "b"),
        ("aws_eks_node_group", {"subnet_ids": output("ids")}, "abc"),
    ],
)
def test_a_node_group_stands_in_the_subnets_of_another_stack(
    kind: str, block: Json, letters: str
) -> None:
    assert zones_of_reader(kind, block) == tuple(zone for zone in ZONES if zone[-1] in letters)


def test_a_load_balancer_of_the_controller_stands_where_its_annotation_says() -> None:
    joined = output("ids").replace("${", '${join(",", ').replace("}", ")}")
    annotations = {"alb.ingress.kubernetes.io/subnets": joined}
    block = {"metadata": {"annotations": annotations}}
    assert zones_of_reader("kubernetes_ingress_v1", block) == ZONES


def test_an_address_stands_where_the_gateway_that_has_it_stands() -> None:
    gateway = {"allocation_id": "${aws_eip.one.id}", "subnet_id": SUBNETS[0]}
    assert zones("aws_eip", {}, aws_nat_gateway={"a": gateway}) == ("eu-west-1a",)


def test_a_route_table_stands_where_the_subnets_that_use_it_stand() -> None:
    used = {
        str(index): {"route_table_id": "${aws_route_table.one.id}", "subnet_id": SUBNETS[index]}
        for index in (0, 2)
    }
    found = zones("aws_route_table", {}, aws_route_table_association=used)
    assert found == ("eu-west-1a", "eu-west-1c")


def test_a_route_stands_where_its_table_stands() -> None:
    used = {"route_table_id": "${aws_route_table.table.id}", "subnet_id": SUBNETS[1]}
    found = zones(
        "aws_route",
        {"route_table_id": "${aws_route_table.table.id}"},
        aws_route_table={"table": {}},
        aws_route_table_association={"b": used},
    )
    assert found == ("eu-west-1b",)


def test_data_about_an_auto_scaling_group_stands_where_its_node_group_stands() -> None:
    found = {"name": "tag:eks:nodegroup-name", "values": ["apps-b"]}
    names = "data.aws_autoscaling_groups.found.names"
    data: dict[str, Json] = {
        "aws_autoscaling_groups": {"found": {"filter": [found]}},
        "aws_autoscaling_group": {"one": {"name": f"${{element({names}, count.index)}}"}},
    }
    groups = {
        letter: {"node_group_name": f"apps-{letter}", "subnet_ids": [output(f"ids[{index}]")]}
        for index, letter in enumerate("ab")
    }
    stacks = {"networking": networking(), "k8s": reader(data, aws_eks_node_group=groups)}
    part = Part("k8s", "data.aws_autoscaling_group.one")
    assert _zones(stacks, part) == ("eu-west-1b",)


@pytest.mark.parametrize(
    ("kind", "block"),
    [
        ("aws_vpc", {"cidr_block": "10.0.0.0/16"}),
        ("aws_vpc_endpoint", {"vpc_endpoint_type": "Gateway", "route_table_ids": []}),
        ("aws_eip", {}),
        ("aws_iam_role", {"name": "node"}),
        ("aws_db_instance", {"multi_az": True}),
    ],
)
def test_what_stands_in_no_zone_or_in_all_has_none(kind: str, block: Json) -> None:
    assert zones(kind, block) == ()


@pytest.mark.parametrize(
    ("kind", "block", "problem"),
    [
        ("aws_subnet", {"cidr_block": "10.0.0.0/24"}, "AWS chooses one"),
        ("aws_rds_cluster_instance", {}, "AWS chooses one"),
        ("aws_db_instance", {"multi_az": False}, "AWS chooses one"),
        ("aws_subnet", {"availability_zone": "${aws_vpc.v.id}"}, "aws_vpc.v tells no zone"),
        ("aws_vpc_endpoint", {"vpc_endpoint_type": "Interface"}, "names no subnets"),
        ("aws_nat_gateway", {"subnet_id": "subnet-0123"}, "no reference"),
        ("aws_nat_gateway", {"subnet_id": "${aws_subnet.dark.id}"}, "AWS chooses one"),
        ("aws_lb", {"subnets": []}, "nothing tells no zone"),
        ("aws_route", {"route_table_id": "rtb-0", "gateway_id": SUBNETS[0]}, "no reference"),
    ],
)
def test_a_zone_that_is_not_told_is_never_guessed(kind: str, block: Json, problem: str) -> None:
    stack = networking(aws_vpc={"v": {}})
    stack["resource"]["aws_subnet"]["dark"] = {}
    stack["resource"].setdefault(kind, {})["one"] = block
    graph: nx.DiGraph[Part] = reference_graph({"networking": stack}, Cache(None))[0]
    with pytest.raises(UnresolvedError, match=problem):
        Zones(stacks={"networking": stack}, references=graph).of(Part("networking", f"{kind}.one"))
