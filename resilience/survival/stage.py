"""The steps of all paths, indexed by what they need."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from resilience.survival.paths import Path, Step
from resilience.survival.remains import Remains, remains_of


class Stage:
    """The steps of all paths, each once, so that a domain looks at no more than it hits.

    Args:
        paths: The paths. They share steps: a step that several take is one object.

    Attributes:
        steps: The steps.
        at_rest: What there is of each step when nothing fails.
        paths_of: The paths that take a step, by its index.
        steps_of: The steps of each path, by their indices.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        unique = {id(step): step for path in paths for step in path.steps}
        number = {key: index for index, key in enumerate(unique)}
        self.steps: tuple[Step, ...] = tuple(unique.values())
        self.at_rest: tuple[Remains, ...] = tuple(remains_of(step) for step in self.steps)
        self.steps_of = [[number[id(step)] for step in path.steps] for path in paths]
        self.paths_of: dict[int, list[int]] = defaultdict(list)
        for path, steps in enumerate(self.steps_of):
            for step in dict.fromkeys(steps):
                self.paths_of[step].append(path)
        self._index: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        for index, each in enumerate(self.steps):
            for strand_index, strand in enumerate(each.strands):
                for element in strand.elements:
                    self._index[element][index].add(strand_index)
                if strand.traffic_zone:
                    self._index[_traffic(strand.traffic_zone)][index].add(strand_index)

    def without(self, element: str, excused: frozenset[str]) -> dict[int, Remains]:
        """Return what is left of each step that an element is taken from, by the step's index."""
        return self._left(element, excused)

    def shifted_from(self, zone: str) -> dict[int, Remains]:
        """Return what is left of each step when a zonal shift keeps traffic from a zone."""
        return self._left(_traffic(zone), frozenset())

    def _left(self, key: str, excused: frozenset[str]) -> dict[int, Remains]:
        if key not in self._index:
            return {}
        return {
            step: remains_of(self.steps[step], gone, excused)
            for step, gone in self._index[key].items()
        }

    def touched(self, steps: Iterable[int]) -> set[int]:
        """Return the paths that take any of some steps."""
        return {path for step in steps for path in self.paths_of[step]}


def _traffic(zone: str) -> str:
    return f"traffic:{zone}"
