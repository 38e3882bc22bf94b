"""Holds what was predicted against what was observed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gameday.account import Observed
from gameday.prediction import Expected, Prediction
from resilience.placement.capacity import TERMINATING, TOLERATES


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """A point in which the two accounts differ.

    Attributes:
        subject: The workload or the path.
        point: What they differ in.
        predicted: What resilience says.
        observed: What the cluster did.
    """

    subject: str
    point: str
    predicted: str
    observed: str

    def __str__(self) -> str:
        """Return it in one line, both accounts side by side."""
        return f"{self.subject}: {self.point}: predicted {self.predicted}, observed {self.observed}"


def disagreements(
    prediction: Prediction,
    account: Mapping[str, Observed],
    *,
    finished: bool,
    zones: Sequence[str],
) -> tuple[Disagreement, ...]:
    """Return all points in which a prediction and what was observed differ.

    Workloads that only one of the two knows count, too.

    Args:
        prediction: The prediction.
        account: What was observed of each workload.
        finished: Whether what was done came to its end.
        zones: The zones in which nodes stand in the end.
    """
    found = list(_differences(prediction, account, zones))
    if finished != prediction.finishes:
        found.append(
            Disagreement(
                subject="what is done",
                point="comes to its end",
                predicted=yes(prediction.finishes),
                observed=yes(finished),
            )
        )
    return tuple(found)


def _differences(
    prediction: Prediction, account: Mapping[str, Observed], zones: Sequence[str]
) -> Iterator[Disagreement]:
    for key in sorted(prediction.workloads.keys() | account.keys()):
        expected, seen = prediction.workloads.get(key), account.get(key)
        if expected is None:
            yield Disagreement(subject=key, point="pods", predicted="none", observed="some")
        elif seen is None:
            # A workload of which no pod was ever seen.
            if expected.end:
                told = str(expected.end)
                yield Disagreement(subject=key, point="pods", predicted=told, observed="none")
        else:
            yield from _of_workload(key, expected, seen, zones)
    for path, survives in sorted(prediction.survives.items()):
        held = all(
            (seen := account.get(key)) is not None and seen.lowest >= max(seen.least, 1)
            for key in prediction.rests_on[path]
        )
        if held != survives:
            yield Disagreement(
                subject=path, point="survives", predicted=yes(survives), observed=yes(held)
            )


def _of_workload(
    key: str, expected: Expected, seen: Observed, zones: Sequence[str]
) -> Iterator[Disagreement]:
    points = {
        "pods before": (expected.before, seen.before, expected.before == seen.before),
        "lowest ready": (expected.lowest, seen.lowest, _lowest_agrees(expected, seen)),
        "ready in the end": (expected.end, seen.end, expected.end == seen.end),
        "waiting in the end": (
            expected.waits or "none",
            seen.waits or "none",
            _waits_alike(expected.waits, seen),
        ),
        "spread over zones": ("even", _spread(seen), not expected.even or _is_even(seen, zones)),
    }
    for point, (predicted, observed, agree) in points.items():
        if not agree:
            yield Disagreement(
                subject=key, point=point, predicted=str(predicted), observed=str(observed)
            )


def _lowest_agrees(expected: Expected, seen: Observed) -> bool:
    return seen.lowest == expected.lowest if expected.exact else seen.lowest >= expected.lowest


def _waits_alike(expected: str, seen: Observed) -> bool:
    """Tell whether pods wait for the same reason: it is one of those that the scheduler counts."""
    if expected in ("", TERMINATING, TOLERATES):
        return not seen.pending
    return bool(seen.pending) and expected in seen.waits


def _is_even(seen: Observed, zones: Sequence[str]) -> bool:
    counts = [seen.zones_after.get(zone, 0) for zone in zones]
    return max(counts, default=0) - min(counts, default=0) <= 1


def _spread(seen: Observed) -> str:
    return ", ".join(f"{count} in {zone}" for zone, count in seen.zones_after.items())


def yes(holds: bool) -> str:  # noqa: FBT001 - a fact
    """Return whether something holds, in a word."""
    return "yes" if holds else "no"
