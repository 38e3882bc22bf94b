"""The graph of what refers to what, over all stacks, with the zones of each part."""

import json
from collections.abc import Mapping

import networkx as nx

from resilience.model.cache import Cache
from resilience.model.platform import Unknown
from resilience.model.targets import UnresolvedError
from resilience.model.zones import Zones
from terraform_json.order import Node as Part
from terraform_json.order import needs_across
from terraform_json.types import Json


def reference_graph(
    stacks: Mapping[str, Json], cache: Cache
) -> tuple["nx.DiGraph[Part]", list[Unknown]]:
    """Return the graph of all parts, and the parts whose zones nobody can tell.

    The attribute `zones` of a node holds its zones. Where they cannot be told it is empty, and the
    attribute `unknown` says why.

    Args:
        stacks: Terraform's JSON of each stack, by name.
        cache: Where edges are kept: reading all expressions takes longer than all else here.

    Raises:
        TerraformJsonError: A stack reads an output that its producer does not have.
    """
    text = json.dumps(stacks, sort_keys=True)
    edges = cache.kept(["references 1", text], lambda: _edges(stacks))
    graph: nx.DiGraph[Part] = nx.DiGraph()
    graph.add_nodes_from(Part(*start) for start, _ in edges)
    graph.add_edges_from((Part(*start), Part(*end)) for start, ends in edges for end in ends)
    zones, unknowns = Zones(stacks=stacks, references=graph), []
    for part, held in graph.nodes(data=True):
        try:
            held["zones"] = zones.of(part)
        except UnresolvedError as error:
            held |= {"zones": (), "unknown": str(error)}
            problem = f"its zone is not known: {error}"
            unknowns.append(Unknown(subject=f"{part.stack}:{part.address}", problem=problem))
    return graph, unknowns


def _edges(stacks: Mapping[str, Json]) -> list[tuple[Part, list[Part]]]:
    return list(needs_across(stacks).items())
