"""The account of a scenario: how each workload fared."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gameday.pods import workload_of
from gameday.recorder import Sample
from sandbox.joints.autoscaler.selectors import selects
from terraform_json.types import Json


@dataclass(frozen=True, kw_only=True)
class Observed:
    """The course of a workload, as it was observed.

    Attributes:
        before: Its ready pods before the fault.
        lowest: The fewest ready pods, from the fault to the end.
        end: The ready pods in the end.
        least: How many its disruption budget wants to be ready; 0 without one.
        below_seconds: How long fewer were ready than that.
        recovery_seconds: How long it took from the fault until as many as before were ready for
            good; 0 where none was missing, None where it did not recover.
        zones_before: The ready pods by zone, before.
        zones_after: The same in the end.
        pending: How many pods wait in the end.
        waits: Why, in the words of the scheduler; empty where none does.
    """

    before: int
    lowest: int
    end: int
    least: int
    below_seconds: float
    recovery_seconds: float | None
    zones_before: Mapping[str, int]
    zones_after: Mapping[str, int]
    pending: int = 0
    waits: str = ""


def observed(
    samples: Sequence[Sample], leasts: Mapping[str, int], since: float, until: float
) -> dict[str, Observed]:
    """Return what was observed of each workload, by its key.

    Args:
        samples: What was seen, the state before the fault first.
        leasts: How many pods of each workload have to be ready; of others none.
        since: The moment of the fault.
        until: The end of the scenario.
    """
    keys = {key for sample in samples for key in sample.ready}
    return {
        key: _of_workload(key, samples, leasts.get(key, 0), since, until) for key in sorted(keys)
    }


def _of_workload(
    key: str, samples: Sequence[Sample], least: int, since: float, until: float
) -> Observed:
    first, last = samples[0], samples[-1]
    counts = [(sample.at, sum(sample.ready.get(key, Counter()).values())) for sample in samples]
    before = counts[0][1]
    spans = list(_spans(counts, since, until))
    lacking = [end for _, end, ready in spans if ready < before]
    recovered = counts[-1][1] >= before
    return Observed(
        before=before,
        lowest=min(ready for _, _, ready in spans),
        end=counts[-1][1],
        least=least,
        below_seconds=sum(end - start for start, end, ready in spans if ready < min(least, before)),
        recovery_seconds=(max(lacking, default=since) - since) if recovered else None,
        zones_before=dict(sorted((+first.ready.get(key, Counter())).items())),
        zones_after=dict(sorted((+last.ready.get(key, Counter())).items())),
        pending=last.pending.get(key, 0),
        waits=last.waiting.get(key, ""),
    )


def _spans(
    counts: Sequence[tuple[float, int]], since: float, until: float
) -> Iterator[tuple[float, float, int]]:
    """Yield from when to when how many pods were ready, from the fault on."""
    ends = [at for at, _ in counts[1:]] + [until]
    for (at, ready), end in zip(counts, ends, strict=True):
        if end > since:
            yield max(at, since), end, ready


def leasts(budgets: Sequence[Json], pods: Sequence[Json]) -> dict[str, int]:
    """Return how many pods of each workload its budget wants to be ready.

    Args:
        budgets: The disruption budgets, with what the controller works out of them.
        pods: The pods.
    """
    found: dict[str, int] = {}
    for pod in pods:
        key = workload_of(pod)
        for budget in budgets if key else ():
            metadata, labels = budget["metadata"], pod["metadata"].get("labels", {})
            same = metadata["namespace"] == pod["metadata"]["namespace"]
            if key and same and selects(budget["spec"].get("selector"), labels):
                wanted = budget.get("status", {}).get("desiredHealthy", 0)
                found[key] = max(found.get(key, 0), wanted)
    return found
