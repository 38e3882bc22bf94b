"""docs/game-days.md: what a recorded run of all game days showed."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from gameday.play import Result
from gameday.report.table import HEADINGS, LEGEND, workload_row
from resilience.report.markdown import plain, table
from terraform_json.types import Json

AGREEMENT: Final = Path(".logs/control-plane/weakened.json")
"""Where `make gameday-agreement` leaves what came of the weakened platforms."""
_WEAKNESSES: Final = (
    "weakened platform",
    "scenario",
    "workload",
    "predicted",
    "observed",
    "accounts",
    "weakness",
)


def weakness(platform: str, result: Result, key: str, *, shown: bool) -> Json:
    """Return what came of a weakened platform, as JSON.

    Args:
        platform: Its name.
        result: What came of the scenario.
        key: The workload by which the weakness is told.
        shown: Whether the weakness was seen.
    """
    name, observed, _, predicted, *_ = workload_row(result, key)
    return {
        "platform": platform,
        "scenario": f"{result.scenario}: {result.title}",
        "workload": name,
        "predicted": predicted,
        "observed": observed if result.finished else f"{observed}, comes to no end",
        "differ": len(result.disagreements),
        "shown": shown,
    }


def as_page(report: Json, weaknesses: Sequence[Json], machine: str) -> str:
    """Return the page.

    Args:
        report: What `make gameday` left in `cdktf.out/gameday.json`.
        weaknesses: What `make gameday-agreement` left.
        machine: On what both ran.
    """
    return "\n".join(_lines(report, weaknesses, machine)) + "\n"


def _lines(report: Json, weaknesses: Sequence[Json], machine: str) -> Iterator[str]:
    results = report["results"]
    passed = sum(each["verdict"] in ("pass", "beyond target") for each in results)
    agree = sum(not each["differ"] and each["shown"] for each in weaknesses)
    yield from ("# Game days", "")
    yield (
        f"`make gameday` and `make gameday-agreement` on {plain(machine)},"
        f" {plain(report['ended'])}; written by `python -m gameday.report`. What a scenario is,"
        " and how both accounts are compared: [decision 28](decisions/0028-game-days.md)."
    )
    yield from ("", f"## {plain(report['environment'])} as it is shipped", "")
    yield f"{passed} of {len(results)} steps pass."
    yield from ("", *table(HEADINGS, [each["row"] for each in results]))
    yield from ("", plain(LEGEND))
    yield from ("", "## Weakened platforms", "")
    yield (
        f"On {agree} of {len(weaknesses)} both accounts are the same, and the weakness is seen."
        " Counts are of ready pods: before, the fewest, in the end."
    )
    yield from ("", *table(_WEAKNESSES, list(map(_weakness_row, weaknesses))))


def _weakness_row(told: Json) -> tuple[str, ...]:
    return (
        told["platform"],
        told["scenario"],
        told["workload"].rpartition("/")[2],
        told["predicted"],
        told["observed"],
        f"{told['differ']} differ" if told["differ"] else "agree",
        "seen" if told["shown"] else "NOT SEEN",
    )
