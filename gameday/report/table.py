"""The rows of a report: a scenario each, and in one scenario a workload each."""

from collections.abc import Iterable, Mapping
from typing import Final

from gameday.account import Observed
from gameday.play import Result

HEADINGS: Final = (
    "scenario",
    "lowest",
    "below min",
    "recovery",
    "waiting",
    "alerts",
    "predicted",
    "result",
)
WORKLOAD_HEADINGS: Final = (
    "workload",
    "before > lowest > end",
    "min",
    "predicted",
    "below min",
    "recovery",
    "zones before",
    "zones after",
    "waiting",
)
LEGEND: Final = (
    "lowest: ready pods of the workload that was nearest to its minimum, and that minimum;"
    " recovery: the slowest workload with a minimum that has recovered; waiting: pods without a"
    " node in the end; alerts: those that go off if it stays so. Every change of a pod is seen, as"
    " the API tells of it. Seconds are the sandbox's: a pod becomes ready in one, and what the"
    " autoscaler and tolerations wait for passes ten times as fast."
)


def row(result: Result, most_seconds: float) -> tuple[str, ...]:
    """Return the cells of a scenario.

    Args:
        result: What came of it.
        most_seconds: How long a workload may be below its minimum.
    """
    account = result.account
    guarded = {key: each for key, each in account.items() if each.least}
    nearest = min(guarded, key=lambda key: guarded[key].lowest - guarded[key].least, default="")
    below = max((each.below_seconds for each in account.values()), default=0.0)
    waiting = sum(each.pending for each in account.values())
    return (
        f"{result.scenario}: {result.title}",
        f"{_name(nearest)} {guarded[nearest].lowest} of {guarded[nearest].least}"
        if nearest
        else "",
        seconds(below),
        slowest(account.values()),
        str(waiting) if waiting else "",
        ", ".join(result.alerts),
        f"{len(result.disagreements)} differ" if result.disagreements else "agrees",
        verdict(result, most_seconds),
    )


def verdict(result: Result, most_seconds: float) -> str:
    """Return what came of a scenario in a word."""
    if result.disagreements:
        return "DISAGREES"
    if result.beyond and result.below:
        return "beyond target"
    return "pass" if result.meets(most_seconds) else "FAIL"


def workload_row(result: Result, key: str) -> tuple[str, ...]:
    """Return the cells of a workload in a scenario."""
    seen, expected = result.account[key], result.prediction.workloads.get(key)
    bound = "" if expected is None or expected.exact else "at least "
    return (
        key,
        f"{seen.before} > {seen.lowest} > {seen.end}",
        str(seen.least or ""),
        f"{expected.before} > {bound}{expected.lowest} > {expected.end}" if expected else "",
        seconds(seen.below_seconds),
        "never" if seen.recovery_seconds is None else seconds(seen.recovery_seconds),
        _zones(seen.zones_before),
        _zones(seen.zones_after),
        f"{seen.pending}: {seen.waits}" if seen.pending else "",
    )


def touched(result: Result) -> list[str]:
    """Return the workloads of which pods went or wait, by key."""
    return [
        key
        for key, each in result.account.items()
        if each.lowest < each.before or each.end != each.before or each.pending
    ]


def slowest(account: Iterable[Observed]) -> str:
    """Return how long the slowest workload took, of those that a budget guards and that recover."""
    times = [each.recovery_seconds for each in account if each.least]
    return seconds(max((each for each in times if each is not None), default=0.0))


def seconds(duration: float) -> str:
    """Return a duration as people read it."""
    return f"{duration:.1f} s"


def _name(key: str) -> str:
    return key.rpartition("/")[2]


def _zones(counts: Mapping[str, int]) -> str:
    return " ".join(f"{zone[-1]}{count}" for zone, count in counts.items())
