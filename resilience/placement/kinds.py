"""Pods that are alike, and the nodes that may take them: worked out once for all of them."""

from dataclasses import dataclass
from functools import cached_property

from config.room import Room
from resilience.model.platform import Model
from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Spread, Taint, Workload
from resilience.placement.cells import Cell

# Pods of a Deployment without constraints are spread by these, softly.
# https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#internal-default-constraints
INTERNAL_DEFAULTS = (
    Spread(key=HOST_LABEL, max_skew=3, hard=False),
    Spread(key=ZONE_LABEL, max_skew=5, hard=False),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """The pods of a workload, and the nodes that may take them.

    Attributes:
        workload: The workload.
        rank: Its place in the queue: the highest priority first, then by key.
        matched: The cells whose labels it asks for.
        cells: Those of them whose taints it tolerates as well, where alone its pods can stand.
    """

    workload: Workload
    rank: int
    matched: tuple[Cell, ...]
    cells: tuple[Cell, ...]

    @cached_property
    def key(self) -> str:
        """The key of its workload."""
        return self.workload.key

    @cached_property
    def hard(self) -> tuple[Spread, ...]:
        """The spread constraints without which no pod is placed."""
        return tuple(spread for spread in self.workload.spreads if spread.hard)

    @cached_property
    def soft(self) -> tuple[Spread, ...]:
        """The spread constraints that are preferred."""
        given = self.workload.spreads or INTERNAL_DEFAULTS
        return tuple(spread for spread in given if not spread.hard)

    @cached_property
    def domains(self) -> tuple[Cell, ...]:
        """The cells that count for its spread, if taints are not honored.

        A node counts when it has the labels that the pod asks for (`nodeAffinityPolicy: Honor`, the
        default) and all topology keys of the hard constraints.
        """
        keys = [spread.key for spread in self.hard if spread.key != HOST_LABEL]
        return tuple(
            cell for cell in self.matched if all(cell.value(key) is not None for key in keys)
        )

    @cached_property
    def tolerated(self) -> frozenset[Cell]:
        """The cells where its pods can stand, to ask whether one is among them."""
        return frozenset(self.cells)

    @cached_property
    def tolerated_domains(self) -> tuple[Cell, ...]:
        """Those of them whose taints it tolerates: all that `nodeTaintsPolicy: Honor` counts."""
        return tuple(cell for cell in self.domains if cell in self.tolerated)

    def tolerates(self, taints: tuple[Taint, ...]) -> bool:
        """Return whether its pods may be placed where nodes have all these taints."""
        return all(self.workload.tolerates(taint) for taint in taints)

    def stays(self, taint: Taint) -> bool:
        """Return whether its pods stay for ever on a node that gets a `NoExecute` taint.

        https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
        A pod that says nothing gets a toleration of 300 seconds for an unreachable node.
        """
        matching = [each for each in self.workload.tolerations if each.tolerates(taint)]
        return bool(matching) and all(each.seconds is None for each in matching)


@dataclass(frozen=True, kw_only=True, eq=False)
class Kinds:
    """All kinds and cells of a model.

    Attributes:
        cells: The cells, by the address of their group and their zone.
        kinds: The kinds of pods by the key of their workload, in the order of the queue.
        autoscaled: Whether a cluster autoscaler adds nodes.
    """

    cells: tuple[Cell, ...]
    kinds: dict[str, Kind]
    autoscaled: bool = True

    @cached_property
    def daemons(self) -> dict[Cell, tuple[Kind, ...]]:
        """The DaemonSets of each cell, in the order of the queue."""
        every_node = [kind for kind in self.kinds.values() if kind.workload.every_node]
        return {
            cell: tuple(kind for kind in every_node if cell in kind.cells) for cell in self.cells
        }

    @cached_property
    def counted(self) -> tuple[Kind, ...]:
        """The kinds that have a number of pods: all but DaemonSets."""
        return tuple(kind for kind in self.kinds.values() if not kind.workload.every_node)

    @cached_property
    def fresh(self) -> dict[Cell, Room]:
        """The room that a new node of each cell has for pods beside its DaemonSets."""
        return {
            cell: cell.group.room - sum((kind.workload.each for kind in daemons), start=Room())
            for cell, daemons in self.daemons.items()
        }

    @cached_property
    def lowest_priority(self) -> int:
        """The lowest priority of all: below it nobody can be evicted."""
        return min((kind.workload.priority for kind in self.kinds.values()), default=0)


def kinds_of(model: Model) -> Kinds:
    """Return the kinds and cells of a model."""
    groups = sorted(model.groups, key=lambda group: group.address)
    cells = tuple(Cell(group=group, zone=zone) for group in groups for zone in group.zones)
    queue = sorted(model.workloads, key=lambda each: (-each.priority, each.key))
    kinds = {}
    # Workloads that ask for the same nodes share one answer.
    reaches: dict[object, tuple[tuple[Cell, ...], tuple[Cell, ...]]] = {}
    for rank, workload in enumerate(queue):
        asked = (frozenset(workload.node_labels.items()), workload.tolerations)
        if asked not in reaches:
            matched = tuple(cell for cell in cells if cell.matches(workload))
            reaches[asked] = (
                matched,
                tuple(cell for cell in matched if _tolerated(cell, workload)),
            )
        matched, allowed = reaches[asked]
        kinds[workload.key] = Kind(workload=workload, rank=rank, matched=matched, cells=allowed)
    return Kinds(cells=cells, kinds=kinds, autoscaled=model.autoscaled)


def _tolerated(cell: Cell, workload: Workload) -> bool:
    """Return whether pods tolerate all taints of a cell that keep pods away.

    https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
    """
    return all(
        workload.tolerates(taint)
        for taint in cell.group.taints
        if taint.effect != "PreferNoSchedule"
    )
