"""How the pods of a kind are spread, and where one more may stand.

https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from resilience.model.pods import HOST_LABEL, Spread
from resilience.placement.board import Board
from resilience.placement.cells import ANY, Cell, Need
from resilience.placement.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class _Limit:
    """The bounds of a hard constraint.

    Attributes:
        key: The topology key.
        counts: The pods of each domain that has some.
        most: The most pods that a domain may have with the new one.
    """

    key: str
    counts: Mapping[str | None, int]
    most: int


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """The preference of a soft constraint.

    Attributes:
        key: The topology key.
        counts: The pods of each domain that has some.
        weight: How much each of them counts.
    """

    key: str
    counts: Mapping[str | None, int]
    weight: float


class Standing:
    """Where the pods of a kind stand at one moment.

    Args:
        board: The nodes and pods.
        kind: The kind.
        need: What the pod needs that is to be placed.
    """

    def __init__(self, board: Board, kind: Kind, need: Need = ANY) -> None:
        self._board = board
        self._kind = kind
        self._new = need.new
        self._hosts = Counter(board.pods.get(kind.key, {}).values())
        self._tolerant = not board.tainted or kind.tolerates(board.taints)
        limits = [self._limit(spread) for spread in kind.hard]
        self._host_limits = [each for each in limits if each.key == HOST_LABEL]
        self._limits = [each for each in limits if each.key != HOST_LABEL]
        wishes = [self._wish(spread) for spread in kind.soft]
        self._host_wishes = [each for each in wishes if each.key == HOST_LABEL]
        self._wishes = [each for each in wishes if each.key != HOST_LABEL]
        workload = kind.workload
        self._apart = [self._count(key) for key in workload.apart if key != HOST_LABEL]
        self._apart_keys = [key for key in workload.apart if key != HOST_LABEL]
        self._hosts_apart = HOST_LABEL in workload.apart
        self._prefers = [
            (key, self._count(key)) for key in workload.prefers_apart if key != HOST_LABEL
        ]
        self._hosts_prefer_apart = HOST_LABEL in workload.prefers_apart
        self.hosts_matter = bool(self._host_limits or self._host_wishes) or (
            self._hosts_apart or self._hosts_prefer_apart
        )

    def usable(self, node: str) -> bool:
        """Return whether the taints that a node got keep none of the pods away."""
        return self._tolerant or node not in self._board.tainted

    def spreads(self, cell: Cell) -> bool:
        """Return whether the constraints over more than hosts let a pod into a cell."""
        return all(self._within(limit, cell.value(limit.key)) for limit in self._limits)

    def spreads_on(self, node: str) -> bool:
        """Return whether the constraints over hosts let a pod onto a node."""
        return all(self._within(limit, node) for limit in self._host_limits)

    def apart(self, cell: Cell) -> bool:
        """Return whether required anti-affinity over more than hosts lets a pod into a cell.

        https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
        """
        keys = zip(self._apart_keys, self._apart, strict=True)
        return not any(counts.get(cell.value(key)) for key, counts in keys)

    def apart_on(self, node: str) -> bool:
        """Return whether required anti-affinity over hosts lets a pod onto a node."""
        return not (self._hosts_apart and self._hosts[node])

    def empty_host(self, node: str) -> bool:
        """Return whether a node has no pod of the kind."""
        return not self._hosts[node]

    def dislike(self, cell: Cell) -> tuple[float, int]:
        """Return what speaks against a cell: unevenness first, then pods not apart."""
        uneven = sum(
            wish.counts.get(cell.value(wish.key), 0) * wish.weight for wish in self._wishes
        )
        near = sum(counts.get(cell.value(key), 0) for key, counts in self._prefers)
        return uneven, near

    def dislike_of(self, node: str) -> tuple[float, int]:
        """Return what speaks against a node beside its cell."""
        count = self._hosts[node]
        uneven = sum(count * wish.weight for wish in self._host_wishes)
        return uneven, count if self._hosts_prefer_apart else 0

    @staticmethod
    def _within(limit: _Limit, domain: str | None) -> bool:
        return domain is not None and limit.counts.get(domain, 0) < limit.most

    def _limit(self, spread: Spread) -> _Limit:
        """Work out a hard constraint: no domain exceeds the emptiest by more than its skew."""
        counts = self._counts(spread)
        domains, size = self._domains(spread)
        if size < (spread.min_domains or 1):
            least = 0
        elif domains is None:
            # Hosts: where any has no pod of the kind, that is the emptiest.
            least = 0 if len(counts) < size else min(counts.values(), default=0)
        else:
            least = min((counts.get(domain, 0) for domain in domains), default=0)
        return _Limit(key=spread.key, counts=counts, most=least + spread.max_skew)

    def _wish(self, spread: Spread) -> _Wish:
        """Work out a soft constraint, weighted as the scheduler's score is.

        https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/scheduler/framework/plugins/podtopologyspread/scoring.go
        """
        _, size = self._domains(spread)
        counts = self._counts(spread)
        return _Wish(key=spread.key, counts=counts, weight=log(size + 2))

    def _domains(self, spread: Spread) -> tuple[set[str | None] | None, int]:
        """Return the domains of a constraint, or None for hosts, and how many there are."""
        honors = spread.honors_taints
        cells = self._kind.tolerated_domains if honors else self._kind.domains
        tolerant = self._tolerant or not honors
        sizes = [(cell, self._board.open_nodes(cell, tolerant=tolerant)) for cell in cells]
        if spread.key == HOST_LABEL:
            return None, sum(size for _, size in sizes)
        domains = {cell.value(spread.key) for cell, size in sizes if size}
        return domains, len(domains)

    def _counts(self, spread: Spread) -> Mapping[str | None, int]:
        """Return the pods that a constraint counts, by its domains."""
        if self._new and spread.per_revision:
            return {}
        return self._count(spread.key, honors_taints=spread.honors_taints)

    def _count(self, key: str, *, honors_taints: bool = False) -> Mapping[str | None, int]:
        board = self._board
        counted: Counter[str | None] = Counter()
        for node, count in self._hosts.items():
            if honors_taints and not self.usable(node):
                continue
            counted[node if key == HOST_LABEL else board.cells[node].value(key)] += count
        return counted
