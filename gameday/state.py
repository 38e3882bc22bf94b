"""Where the nodes and pods of a cluster stand, as resilience sees them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from config.kubernetes_names import NODE_GROUP_LABEL
from gameday.pods import workload_of
from resilience.model.platform import Model
from resilience.placement.before import Before
from resilience.placement.board import Board
from resilience.placement.kinds import Kinds, kinds_of
from resilience.placement.queue import Pending, pending
from sandbox.kubernetes.objects import ZONE_LABEL, node_of
from terraform_json.types import Json


@dataclass(frozen=True, kw_only=True)
class State:
    """The nodes and pods of a cluster, as resilience sees them.

    Attributes:
        model: The platform.
        start: The state.
        names: The names that nodes have here, by those of the cluster.
    """

    model: Model
    start: Before
    names: Mapping[str, str]


def state_of(model: Model, nodes: Iterable[Json], pods: Iterable[Json]) -> State:
    """Return the state of a cluster.

    Args:
        model: The platform that is installed there.
        nodes: Its nodes.
        pods: Its pods; those of workloads that the model does not know are left out.
    """
    kinds = kinds_of(model)
    board = Board(kinds=kinds)
    cells = {(cell.group.labels[NODE_GROUP_LABEL], cell.zone): cell for cell in kinds.cells}
    names = {}
    for node in sorted(nodes, key=lambda each: str(each["metadata"]["name"])):
        labels = node["metadata"]["labels"]
        cell = cells[labels[NODE_GROUP_LABEL], labels[ZONE_LABEL]]
        names[node["metadata"]["name"]], _ = board.add_node(cell)
    waiting = _bind(board, kinds, names, pods)
    return State(model=model, start=Before(board=board, waiting=tuple(waiting)), names=names)


def _bind(
    board: Board, kinds: Kinds, names: Mapping[str, str], pods: Iterable[Json]
) -> list[Pending]:
    waiting = []
    numbers = {key: count() for key in kinds.kinds}
    for pod in sorted(pods, key=lambda each: str(each["metadata"]["name"])):
        kind = kinds.kinds.get(workload_of(pod) or "")
        if kind is None:
            continue
        number = next(numbers[kind.key])
        node = names.get(node_of(pod))
        if node:
            board.bind(kind, number, node)
        else:
            waiting.append(pending(kind, number))
    return waiting
