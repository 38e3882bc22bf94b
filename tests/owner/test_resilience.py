"""docs/resilience.md and its picture, which show an environment of the owner's.

After a change that is meant: `make snapshots`, and read the diff.
"""

from collections.abc import Callable
from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

from config.environment import load_environment
from resilience.analysis import Analysis
from resilience.page.svg import as_svg
from resilience.reading import examined
from resilience.report.guide import PICTURE, as_guide
from tests.fixtures.checkout import ROOT
from tests.owner.conftest import Synthesized
from tests.owner.found import ENVIRONMENTS

REMEDY = "where this change is meant, run `make snapshots` and read the diff"
# Acceptances are shown even when they are over; and charts that somebody fetched change nothing.
ANY_DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def analysis(written: Callable[[str], Synthesized]) -> Analysis:
    """Return the analysis of the first environment that is production, else of the first."""
    production = (name for name in ENVIRONMENTS if load_environment(name).production)
    name = next(production, ENVIRONMENTS[0])
    return examined(name, written(name).folder, today=ANY_DAY, charts=None).analysis


@pytest.mark.parametrize(("file", "write"), [("resilience.md", as_guide), (PICTURE, as_svg)])
def test_it_shows_what_is_synthesized(
    file: str, write: Callable[[Analysis], str], analysis: Analysis, snapshot: SnapshotAssertion
) -> None:
    kept = ROOT / "docs" / file
    written = write(analysis)
    if snapshot.session.update_snapshots:
        kept.write_text(written, encoding="utf-8")
    assert (kept.read_text(encoding="utf-8") if kept.exists() else "") == written, REMEDY
