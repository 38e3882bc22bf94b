"""Scenarios and their phases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gameday.cluster import Cluster
from gameday.prediction import Prediction
from gameday.state import State
from resilience.model.platform import Model


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A fault, and what is predicted of it.

    Attributes:
        name: What happens, as people read it after the target: `is lost`.
        predict: Returns the prediction; asked before anything is done.
        act: Does it, and returns once it is done; whether it could be done to its end. What follows
            from it is waited for afterwards.
    """

    name: str
    predict: Callable[[State, str], Prediction]
    act: Callable[[Cluster, str], bool]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Faults that follow one another; afterwards all is undone.

    Attributes:
        name: How it is called on the command line, such as `zone-lost`.
        targets: Returns what it may be played on, such as each zone; nothing where it cannot be
            played on a platform.
        phases: The faults.
        beyond: Why it is beyond what the platform is meant to survive; empty where it is not.
    """

    name: str
    targets: Callable[[Model], Sequence[str]]
    phases: tuple[Phase, ...]
    beyond: str = ""
