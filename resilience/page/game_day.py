"""The newest game day beside what was synthesized, as `python -m gameday` leaves it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from terraform_json.fingerprint import fingerprint

REPORT: Final = "gameday.json"
PICTURE: Final = "gameday.svg"


@dataclass(frozen=True, kw_only=True)
class GameDay:
    """A game day, as far as the page shows it.

    Attributes:
        ended: When it ended, in words.
        picture: The ready pods by zone over time, as an SVG.
        is_current: Whether it was played on the stacks as they are now.
        steps: How many steps of scenarios were played.
        failed: The titles of those that did not pass.
    """

    ended: str
    picture: str
    is_current: bool
    steps: int
    failed: tuple[str, ...]


def game_day_in(folder: Path) -> GameDay | None:
    """Return the newest game day in a folder that synthesis wrote; None where there is none.

    Args:
        folder: The folder, such as `cdktf.out`.
    """
    try:
        report = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        return GameDay(
            ended=str(report["ended"]),
            picture=(folder / PICTURE).read_text(encoding="utf-8"),
            is_current=report["stacks"] == fingerprint(folder),
            steps=len(report["results"]),
            failed=tuple(
                f"{each['scenario']}: {each['target']} {each['phase']}"
                for each in report["results"]
                if each["verdict"] not in ("pass", "beyond target")
            ),
        )
    except (OSError, ValueError, KeyError, TypeError):
        # None was played, or one of an earlier version of this project.
        return None
