from pathlib import Path

from resilience.model.cache import Cache
from resilience.model.graph import reference_graph
from resilience.model.platform import Unknown
from terraform_json.order import Part
from tests.resilience.model.small_stacks import networking, output, reader, subnet

GROUP = Part("k8s", "aws_eks_node_group.b")
STACKS = {
    "networking": networking(),
    "k8s": reader(aws_eks_node_group={"b": {"subnet_ids": [output("ids[1]")]}}),
}


def test_a_reference_is_an_edge_also_to_another_stack() -> None:
    graph, _ = reference_graph(STACKS, Cache(None))
    assert graph.has_edge(GROUP, Part("networking", "output.ids"))
    assert graph.has_edge(Part("networking", "output.ids"), subnet("b"))


def test_each_part_has_its_zones() -> None:
    graph, unknowns = reference_graph(STACKS, Cache(None))
    assert graph.nodes[GROUP]["zones"] == ("eu-west-1b",)
    assert graph.nodes[Part("networking", "output.ids")]["zones"] == ()
    assert unknowns == []


def test_what_is_no_block_stands_nowhere() -> None:
    stack = networking() | {"locals": {"name": "x"}, "provider": {"aws": [{"region": "r"}]}}
    graph, _ = reference_graph({"networking": stack}, Cache(None))
    assert graph.nodes[Part("networking", "local.name")]["zones"] == ()
    assert graph.nodes[Part("networking", "provider.aws")]["zones"] == ()


def test_a_part_whose_zone_is_not_told_is_unknown() -> None:
    stacks = {"networking": networking(aws_nat_gateway={"a": {"subnet_id": "subnet-0123"}})}
    graph, unknowns = reference_graph(stacks, Cache(None))
    problem = "'subnet-0123' is no reference"
    told = f"its zone is not known: {problem}"
    assert unknowns == [Unknown(subject="networking:aws_nat_gateway.a", problem=told)]
    held = graph.nodes[Part("networking", "aws_nat_gateway.a")]
    assert held == {"zones": (), "unknown": problem}


def test_what_was_kept_of_other_stacks_is_not_taken(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    reference_graph({"networking": networking()}, cache)
    graph, _ = reference_graph(STACKS, cache)
    assert GROUP in graph


def test_what_was_kept_is_as_good_as_what_is_read(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    first, _ = reference_graph(STACKS, cache)
    second, _ = reference_graph(STACKS, cache)
    assert dict(second.nodes(data=True)) == dict(first.nodes(data=True))
    assert set(second.edges) == set(first.edges)
