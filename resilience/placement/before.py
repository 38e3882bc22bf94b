"""Where pods stand before a failure."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from config.room import Room
from resilience.model.nodes import Node
from resilience.model.platform import Model
from resilience.outcomes import Ready
from resilience.placement.board import Board, Pod
from resilience.placement.cells import Cell
from resilience.placement.kinds import Kind, kinds_of
from resilience.placement.queue import Pending, pending, settle
from resilience.placement.reasons import reason


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A pod that runs.

    Attributes:
        workload: The key of its workload.
        index: Its index there.
        node: The name of its node.
        zone: Its zone.
    """

    workload: str
    index: int
    node: str
    zone: str

    @property
    def name(self) -> str:
        """Its name as a failure domain, such as `app1/Deployment/app1#0`."""
        return str(Pod(self.workload, self.index))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A pod that waits for a node.

    Attributes:
        workload: The key of its workload.
        index: Its index there.
        reason: Why it waits, in the scheduler's words.
    """

    workload: str
    index: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Pods on the fewest nodes of every group, when all is well.

    Attributes:
        nodes: The nodes, by the address of their group, their zone and their index.
        pods: The pods that run, in the order of their workloads' keys and their indices.
        waiting: The pods that find no node.
    """

    nodes: tuple[Node, ...]
    pods: tuple[Placed, ...]
    waiting: tuple[Waiting, ...]

    @cached_property
    def by_workload(self) -> dict[str, tuple[Placed, ...]]:
        """The pods of each workload that has some, by its key."""
        found: dict[str, list[Placed]] = {}
        for pod in self.pods:
            found.setdefault(pod.workload, []).append(pod)
        return {key: tuple(pods) for key, pods in found.items()}


@dataclass(frozen=True, kw_only=True, eq=False)
class Before:
    """The state from which every scenario starts.

    Attributes:
        board: The nodes and pods; never changed, but copied.
        waiting: The pods that wait.
    """

    board: Board
    waiting: tuple[Pending, ...]

    @cached_property
    def ready(self) -> dict[str, Ready]:
        """The ready pods of each workload that is no DaemonSet, where no failure concerns it."""
        return {kind.key: self._unconcerned(kind) for kind in self.board.kinds.counted}

    @cached_property
    def rooms(self) -> dict[Cell, Room]:
        """The room that the nodes of each cell have left together."""
        return {cell: self.board.room(cell) for cell in self.board.kinds.cells}

    def _unconcerned(self, kind: Kind) -> Ready:
        count = self.board.count(kind)
        return Ready(
            before=count,
            at_once=count,
            rescheduled=count,
            with_new_nodes=count,
            least=kind.workload.least,
        )


def placed(model: Model) -> Placement:
    """Place all pods on the fewest nodes of every group.

    The pods of DaemonSets come first, then those of higher priority, then the others, by key.

    Args:
        model: The platform.
    """
    return placement_of(before(model))


def placement_of(start: Before) -> Placement:
    """Return where the pods of a state stand.

    Args:
        start: The state: of this model, or of a cluster that was looked at.
    """
    board = start.board
    kinds = board.kinds.kinds
    pods = [
        Placed(workload=key, index=index, node=node, zone=board.zone(node))
        for key in sorted(board.pods)
        for index, node in sorted(board.pods[key].items())
    ]
    waiting = sorted(start.waiting, key=lambda pod: (pod.workload, pod.number))
    return Placement(
        nodes=tuple(
            cell.group.node(cell.zone, index)
            for cell in board.kinds.cells
            for index in range(board.made[cell])
        ),
        pods=tuple(pods),
        waiting=tuple(
            Waiting(
                workload=pod.workload,
                index=pod.number,
                reason=reason(board, kinds[pod.workload]),
            )
            for pod in waiting
        ),
    )


@lru_cache(maxsize=4)
def before(model: Model) -> Before:
    """Return the state from which every scenario starts; it is worked out once."""
    board = Board(kinds=kinds_of(model))
    refused = [
        pod
        for cell in board.kinds.cells
        for _ in range(_fewest(cell))
        for pod in board.add_node(cell)[1]
    ]
    daemons = (pending(board.kinds.kinds[pod.workload], pod.number) for pod in refused)
    pods = (
        pending(kind, index)
        for kind in board.kinds.counted
        for index in range(kind.workload.replicas)
    )
    return Before(board=board, waiting=tuple(settle(board, (*daemons, *pods))))


def _fewest(cell: Cell) -> int:
    """Return how many nodes a cell has when its group has the fewest.

    Auto Scaling spreads a group evenly over its zones; those that come first get the odd ones.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
    """
    zones = cell.group.zones
    each, odd = divmod(cell.group.min_size, len(zones))
    return each + (zones.index(cell.zone) < odd)
