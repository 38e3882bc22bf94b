"""All weakened platforms, and the table of what is found in them.

`python -m tests.resilience.weakened` prints it.
"""

import tempfile
from pathlib import Path
from typing import Final

from tests.resilience.weakened.absent import ABSENT
from tests.resilience.weakened.alarms import ALARMS
from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.cluster import CLUSTER
from tests.resilience.weakened.database import DATABASE
from tests.resilience.weakened.draft import Draft
from tests.resilience.weakened.network import NETWORK
from tests.resilience.weakened.others import OTHERS
from tests.resilience.weakened.placed import PLACED
from tests.resilience.weakened.pods import PODS
from tests.resilience.weakened.room import FITTING
from tests.resilience.weakened.traffic import TRAFFIC
from tests.resilience.weakened.unknown import UNKNOWN

CASES: Final[tuple[Weakened, ...]] = (
    *NETWORK,
    *TRAFFIC,
    *DATABASE,
    *CLUSTER,
    *PODS,
    *FITTING,
    *PLACED,
    *ABSENT,
    *UNKNOWN,
    *ALARMS,
    *OTHERS,
)


def row(case: Weakened) -> str:
    """Return what is found in a weakened platform, as a row of Markdown."""
    draft = Draft(case.environment)
    case.change(draft)
    with tempfile.TemporaryDirectory() as folder:
        found = draft.findings(Path(folder))
        told = "; ".join(
            f"`{each.rule}` | `{str(each.cause).removeprefix(folder + '/')}`" for each in found
        )
    return f"| {case.name} | {told} |"
