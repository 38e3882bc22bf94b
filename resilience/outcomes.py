"""The outcome for paths and pods when a domain fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from config.room import Room
from resilience.domains import Domain


class Verdict(StrEnum):
    """The outcome for a path."""

    HOLDS = "holds"
    BREAKS = "breaks"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome for a path in the first moment after a domain failed.

    Attributes:
        path: The name of the path.
        domain: The domain.
        verdict: Whether it holds.
        step: The name of the first step that does not hold or is not known; empty where all do.
        reason: One sentence: on what it holds, or for lack of what it breaks.
        holds_on: The names of the strands that are left of each step that lost some, by step.
        also: The names of the further steps that break.
    """

    path: str
    domain: Domain
    verdict: Verdict
    step: str = ""
    reason: str
    holds_on: Mapping[str, tuple[str, ...]]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ready:
    """The ready pods of a workload after a domain failed.

    Attributes:
        before: When all is well.
        at_once: Those that the failure left.
        rescheduled: Once those that were lost have been made again, on the nodes that are left.
        with_new_nodes: Once the autoscaler has added the nodes that it may.
        least: What its budget wants, or one.
        waits: Why pods still wait in the end, in the scheduler's words; empty where none does.
    """

    before: int
    at_once: int
    rescheduled: int
    with_new_nodes: int
    least: int
    waits: str = ""


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """The capacity that is left when a domain failed.

    Attributes:
        domain: The domain.
        ready: The ready pods of each workload that is no DaemonSet, by its key.
        free: The room that the nodes left have for further pods, by group and zone, such as
            `apps eu-west-1b`, once all pods that can have been placed.
        new_nodes: How many nodes the autoscaler adds, by group and zone.
    """

    domain: Domain
    ready: Mapping[str, Ready]
    free: Mapping[str, Room]
    new_nodes: Mapping[str, int]
