"""The effect of a failure on nodes and pods, before anybody mends it."""

from collections.abc import Iterable
from dataclasses import dataclass

from resilience.domains import Domain, DomainKind, Mode
from resilience.model.pods import UNREACHABLE, Taint
from resilience.placement.before import Before
from resilience.placement.board import Board, Pod
from resilience.placement.cells import Need
from resilience.placement.queue import Pending, evicted, pending

# https://kubernetes.io/docs/reference/labels-annotations-taints/#node-kubernetes-io-unreachable
CUT_OFF = (
    Taint(key=UNREACHABLE, effect="NoSchedule"),
    Taint(key=UNREACHABLE, effect="NoExecute"),
)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A failure, as far as nodes and pods are concerned.

    Attributes:
        board: The nodes and pods in the first moment.
        pods: The pods that want a node from then on.
        zones: The zones in which no node can be made.
        groups: The addresses of the groups that make none.
        unused: The nodes whose pods do not count: nobody reaches them, or nobody is sent there.
    """

    board: Board
    pods: tuple[Pending, ...] = ()
    zones: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    unused: frozenset[str] = frozenset()


def scenario_of(before: Before, domain: Domain) -> Scenario:
    """Return what the failure of a domain does at once.

    Args:
        before: The state before it.
        domain: The domain.

    Raises:
        ValueError: It names a node or a pod that does not exist.
    """
    board = before.board.copy()
    waiting = before.waiting
    match domain.kind:
        case DomainKind.ZONE:
            return _of_zone(board, waiting, domain)
        case DomainKind.NODE:
            if domain.name not in board.cells:
                raise ValueError(f"{domain} names no node: they are {', '.join(board.cells)}")
            return Scenario(board=board, pods=(*waiting, *_lose(board, [domain.name])))
        case DomainKind.NODE_GROUP:
            address = domain.name.partition(":")[2]
            nodes = [node for node, cell in board.cells.items() if cell.group.address == address]
            pods = (*waiting, *_lose(board, nodes))
            return Scenario(board=board, pods=pods, groups=frozenset({address}))
        case DomainKind.POD:
            return Scenario(board=board, pods=(*waiting, *_lose_pod(board, domain)))
        case DomainKind.REGION:
            lost = _lose(board, list(board.cells))
            everywhere = frozenset(cell.zone for cell in board.kinds.cells)
            return Scenario(board=board, pods=(*waiting, *lost), zones=everywhere)
        case DomainKind.RESOURCE:
            return Scenario(board=board, pods=waiting)


def _of_zone(board: Board, waiting: Iterable[Pending], domain: Domain) -> Scenario:
    zone, alone = domain.name, frozenset({domain.name})
    match domain.mode:
        case Mode.LOST:
            lost = _lose(board, board.nodes_of(zone))
            return Scenario(board=board, pods=(*waiting, *lost), zones=alone)
        case Mode.UNREACHABLE:
            taken = _cut_off(board, zone)
            pods = (*waiting, *taken)
            return Scenario(board=board, pods=pods, zones=alone, unused=board.tainted)
        case Mode.FULL:
            board.full = alone
            return Scenario(board=board, pods=(*waiting, *_more(board)), zones=alone)
        case Mode.SHIFTED_AWAY:
            return Scenario(board=board, unused=frozenset(board.nodes_of(zone)))


def _lose(board: Board, nodes: Iterable[str]) -> list[Pending]:
    """Take nodes away, and return their pods, which are made again."""
    lost = []
    for node in nodes:
        zone = board.zone(node)
        for pod in board.remove_node(node):
            kind = board.kinds.kinds[pod.workload]
            if not kind.workload.every_node:
                # A DaemonSet has no pod for a node that is gone.
                volume = zone if kind.workload.zonal_volumes else None
                lost.append(pending(kind, pod.number, Need(zone=volume)))
    return lost


def _lose_pod(board: Board, domain: Domain) -> list[Pending]:
    workload, _, index = domain.name.rpartition("#")
    pod = Pod(workload, int(index)) if index.isdigit() else None
    if pod is None or pod.number not in board.pods.get(workload, {}):
        raise ValueError(f"{domain} names no pod that runs, as <workload>#<index>")
    return [evicted(board, pod)]


def _cut_off(board: Board, zone: str) -> list[Pending]:
    """Taint the nodes of a zone, and return the pods that are made again elsewhere.

    Pods that tolerate the taint for ever stay, and are not ready. Those of a StatefulSet are
    deleted, but not replaced while nobody knows that they have ended: their identity is taken.
    https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
    https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/
    """
    nodes = board.nodes_of(zone)
    board.tainted, board.taints = frozenset(nodes), CUT_OFF
    gone = []
    for pod in [pod for node in nodes for pod in board.on[node]]:
        kind = board.kinds.kinds[pod.workload]
        if kind.workload.every_node or kind.stays(CUT_OFF[1]):
            continue
        made_again = evicted(board, pod)
        if kind.workload.kind != "StatefulSet":
            gone.append(made_again)
    return gone


def _more(board: Board) -> list[Pending]:
    """Return the pods by which workloads grow: up to their most, and by one for a rollout.

    They take turns, so that nobody of the same priority takes all room.
    """
    more = []
    for kind in board.kinds.counted:
        workload = kind.workload
        rollout = workload.replicas + min(workload.max_surge, workload.replicas, 1)
        most = max(workload.max_replicas, rollout)
        more += [
            pending(kind, index, Need(new=index >= workload.max_replicas), turn=index)
            for index in range(workload.replicas, most)
        ]
    return more
