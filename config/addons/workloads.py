"""The pods of an addon, as addon.yaml describes them and the values of its chart size them.

A chart says in its own way how many pods it makes and how much they ask for. addon.yaml names the
keys, so that nobody has to render the chart to know it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from config.addons.placed import Placed, ValuePath
from config.quantities import quantity
from config.room import Pods, Room, total
from config.sections.fields import NOT_EMPTY

WorkloadName = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]

_ASKED: Final = ("cpu", "memory")


class Workload(Placed):
    """Pods of an addon that are alike."""

    replicas: ValuePath | None = None
    """the key of the chart's values that says how many there are, such as `webhook.replicaCount`;
    left out, there is one"""
    one_a_zone: bool = False
    """whether the platform makes them as many as the zones, where these are more"""
    every_node: bool = False
    """`true` for a DaemonSet, which has a pod on each node"""
    requests: Annotated[tuple[ValuePath, ...], Field(strict=False), NOT_EMPTY]
    """for each container of a pod the key of the values that holds its `requests` and `limits`; the
    same key more than once for as many containers"""
    init_requests: tuple[ValuePath, ...] = Field(default=(), strict=False)
    """the same for containers that end before those start"""
    enabled: ValuePath | None = None
    """the key that takes these pods away where it is false"""

    @model_validator(mode="after")
    def _counted_once(self) -> Self:
        counts = {"replicas", "one_a_zone", "max_replicas"}
        if self.every_node and not self.model_fields_set.isdisjoint(counts):
            remedy = "leave out `replicas`, `one_a_zone` and `max_replicas`"
            raise PydanticCustomError("every_node", "has as many pods as nodes", {"remedy": remedy})
        return self


@dataclass(frozen=True)
class Unsaid:
    """A figure of an addon's pods that the values do not say.

    Attributes:
        path: The key of the values that would say it.
        problem: What is wrong there.
        allowed: What may stand there.
    """

    path: tuple[str, ...]
    problem: str
    allowed: str


def pods_of(
    workloads: Mapping[str, Workload], values: Mapping[str, Any], *, addon: str, zones: int
) -> Iterator[Pods | Unsaid]:
    """Yield the pods of an addon, and what keeps others from being known.

    Args:
        workloads: Its workloads by name.
        values: The values of its chart, all merged.
        addon: Its name.
        zones: The zones in which nodes stand.
    """
    for name, workload in workloads.items():
        if workload.enabled and _at(values, workload.enabled) is False:
            continue
        count = _count(workload, values)
        together = [_asked(values, path) for path in workload.requests]
        before = [_asked(values, path) for path in workload.init_requests]
        unsaid = [each for each in (count, *together, *before) if isinstance(each, Unsaid)]
        if unsaid or isinstance(count, Unsaid):
            yield from unsaid
            continue
        yield Pods(
            name=addon if name == addon else f"{addon}: {name}",
            each=_pod(_known(together), _known(before)),
            count=max(count, zones) if workload.one_a_zone else count,
            every_node=workload.every_node,
        )


def _pod(together: Sequence[Room], before: Sequence[Room]) -> Room:
    """Return what a pod asks for: all that run together, or one that ends before, if that is more.

    https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
    """
    asked = total(together)
    for each in before:
        asked = asked.at_least(each)
    return asked + Room(pods=1)


def _known(rooms: Sequence[Room | Unsaid]) -> list[Room]:
    return [each for each in rooms if isinstance(each, Room)]


def _count(workload: Workload, values: Mapping[str, Any]) -> int | Unsaid:
    if workload.replicas is None:
        return 1
    count = _at(values, workload.replicas)
    if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
        return count
    path = tuple(workload.replicas.split("."))
    return Unsaid(path, "does not say how many pods there are", "a whole number from 0 on")


def _asked(values: Mapping[str, Any], path: str) -> Room | Unsaid:
    """Return what the containers at a path ask for: their requests, or else their limits."""
    resources = _at(values, path)
    resources = resources if isinstance(resources, dict) else {}
    found = {}
    for name in _ASKED:
        for kind in ("requests", "limits"):
            held = resources.get(kind)
            if isinstance(held, dict) and name not in found and name in held:
                found[name] = _quantity(held[name])
    if set(found) != set(_ASKED) or None in found.values():
        problem = "does not say how much CPU and memory the container asks for"
        allowed = "`requests` with `cpu` and `memory`, such as 50m and 128Mi"
        return Unsaid(tuple(path.split(".")), problem, allowed)
    cpu, memory = (found[name] or Decimal() for name in _ASKED)
    return Room(millicores=ceil(cpu * 1000), memory_mib=ceil(memory / 2**20))


def _quantity(written: object) -> Decimal | None:
    try:
        return quantity(str(written))
    except (AttributeError, ArithmeticError, KeyError):
        return None


def _at(values: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - whatever a chart takes
    here: Any = values
    for part in path.split("."):
        here = here.get(part) if isinstance(here, dict) else None
    return here
