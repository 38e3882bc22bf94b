"""Each weakness is found by its rule, with the line that causes it, and by no other."""

from pathlib import Path

import pytest

from resilience.findings import Cause
from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft
from tests.resilience.weakened.table import CASES

FEWEST = 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_one_rule_finds_the_weakness_and_the_line_that_causes_it(
    case: Weakened, tmp_path: Path
) -> None:
    draft = Draft(case.environment)
    case.change(draft)
    found = [each for each in draft.findings(tmp_path) if each.accepted is None]
    assert [each.rule for each in found] == [case.rule], "\n".join(map(str, found))
    cause = found[0].cause
    assert str(cause.file).endswith(case.file)
    assert cause.key.endswith(case.key)
    assert stands_there(cause)


def stands_there(cause: Cause) -> bool:
    """Return whether the last part of the key, or of a section above it, is on the line.

    A key that is written nowhere, and none above it, belongs at the top: on the first line that is
    no comment.
    """
    lines = cause.file.read_text().splitlines()
    line = lines[(cause.line or 0) - 1]
    top = next(each for each in lines if not each.startswith("#"))
    return line == top or any(part in line for part in cause.key.split("."))


# Of the zones of lab one is draining, which is no weakness.
@pytest.mark.parametrize("environment", ["prod", "lab"])
def test_nothing_is_found_in_a_platform_that_nobody_weakened(
    environment: str, tmp_path: Path
) -> None:
    assert Draft(environment).findings(tmp_path) == ()


def test_staging_has_only_the_risk_that_it_accepts(tmp_path: Path) -> None:
    (finding,) = Draft("staging").findings(tmp_path)
    assert finding.rule == "single-nat-gateway"
    assert finding.accepted
    assert finding.accepted.owner == "platform-team"


def test_the_table_has_sixty_platforms_or_more() -> None:
    assert len(CASES) >= FEWEST
    assert len({case.name for case in CASES}) == len(CASES)
