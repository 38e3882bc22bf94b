"""docs/game-days.md: what a recorded run of all game days showed."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from gameday.play import Result
from gameday.report.table import workload_row
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
    yield "# Game days"
