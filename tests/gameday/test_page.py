"""The page of recorded runs tells what differs, and what is not seen."""

from typing import Any

import pytest

from gameday.report.page import as_page

PASSED = {"verdict": "pass", "row": ["load: app1 is loaded", *7 * ["x"]]}
WEAKNESS = {
    "platform": "one NGINX",
    "scenario": "zone-lost: a is lost",
    "workload": "nginx/Deployment/nginx",
    "predicted": "1 > 0 > 1",
    "observed": "1 > 0 > 1",
    "differ": 0,
    "shown": True,
}


@pytest.mark.parametrize(
    ("change", "told"),
    [({}, "On 1 of 1"), ({"differ": 2}, "On 0 of 1"), ({"shown": False}, "NOT SEEN")],
)
def test_what_differs_or_is_not_seen_is_told(change: dict[str, Any], told: str) -> None:
    report = {"environment": "prod", "ended": "today", "results": [PASSED]}
    assert told in as_page(report, [WEAKNESS | change], "a machine")
