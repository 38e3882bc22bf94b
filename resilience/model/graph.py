"""The graph of what refers to what, over all stacks, with the zones of each part."""

import json
from collections.abc import Mapping

import networkx as nx

from resilience.model.cache import Cache
from resilience.model.platform import Unknown
from resilience.model.targets import UnresolvedError
from resilience.model.undeclared import NOWHERE, undeclared
from resilience.model.zones import Zones
from terraform_json.order import Part, needs_across
from terraform_json.types import Json


def reference_graph(
    stacks: Mapping[str, Json], cache: Cache
) -> tuple["nx.DiGraph[Part]", list[Unknown]]:
    """Return the graph of all parts, and the parts whose zones nobody can tell.

    The attribute `zones` of a node holds its zones. Where they cannot be told it is empty, and the
    attribute `unknown` says why. The attribute `undeclared` of the graph itself holds the parts
    that are referred to and declared nowhere, each with those that refer to it.

    Args:
        stacks: Terraform's JSON of each stack, by name.
        cache: Where edges are kept: reading all expressions takes longer than all else here.

    Raises:
        TerraformJsonError: A stack reads an output that its producer does not have.
    """
    text = json.dumps(stacks, sort_keys=True)
    edges, missing = cache.kept(["references 2", text], lambda: _read(stacks))
    graph: nx.DiGraph[Part] = nx.DiGraph()
    graph.graph["undeclared"] = {
        Part(*part): [Part(*each) for each in users] for part, users in missing
    }
    graph.add_nodes_from(Part(*start) for start, _ in edges)
    graph.add_edges_from((Part(*start), Part(*end)) for start, ends in edges for end in ends)
    zones = Zones(stacks=stacks, references=graph)
    unknowns = [
        Unknown(subject=f"{part.stack}:{part.address}", problem=NOWHERE)
        for part in graph.graph["undeclared"]
    ]
    for part, held in graph.nodes(data=True):
        try:
            held["zones"] = zones.of(part)
        except UnresolvedError as error:
            held |= {"zones": (), "unknown": str(error)}
            problem = f"its zone is not known: {error}"
            unknowns.append(Unknown(subject=f"{part.stack}:{part.address}", problem=problem))
    return graph, unknowns


_Pairs = list[tuple[Part, list[Part]]]


def _read(stacks: Mapping[str, Json]) -> tuple[_Pairs, _Pairs]:
    return list(needs_across(stacks).items()), list(undeclared(stacks).items())
