"""What reports say of a game day."""

import json
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from gameday.account import Observed
from gameday.agreement import Disagreement
from gameday.play import Result
from gameday.prediction import Expected, Prediction
from gameday.recorder import Sample
from gameday.report.document import as_json
from gameday.report.markdown import as_markdown
from gameday.report.table import row, verdict, workload_row
from gameday.report.timeline import as_svg

KEY = "shop/Deployment/shop"
SEEN = Observed(
    before=3,
    lowest=1,
    end=3,
    least=2,
    below_seconds=1.25,
    recovery_seconds=4.04,
    zones_before={"eu-west-1a": 2, "eu-west-1b": 1},
    zones_after={"eu-west-1b": 3},
)
SAMPLES = (
    Sample(at=9.9, ready={KEY: Counter({"eu-west-1a": 2, "eu-west-1b": 1})}),
    Sample(at=10.5, ready={KEY: Counter({"eu-west-1a": 0, "eu-west-1b": 1})}),
    Sample(at=14, ready={KEY: Counter({"eu-west-1b": 3})}),
)
RESULT = Result(
    scenario="zone-lost",
    target="eu-west-1a",
    phase="is lost",
    beyond="",
    prediction=Prediction(workloads={KEY: Expected(before=3, lowest=1, end=3)}),
    account={KEY: SEEN},
    disagreements=(),
    finished=True,
    alerts=("TooFewPodsAvailable",),
    nodes_before=6,
    nodes_after=4,
    samples=SAMPLES,
    since=10,
    until=20,
)
DIFFERENCE = Disagreement(subject=KEY, point="lowest ready", predicted="2", observed="1")


@pytest.mark.parametrize(
    ("result", "most_seconds", "expected"),
    [
        (RESULT, 0, "FAIL"),
        (RESULT, 2, "pass"),
        (replace(RESULT, beyond="two failures"), 0, "beyond target"),
        (replace(RESULT, disagreements=(DIFFERENCE,)), 2, "DISAGREES"),
        (replace(RESULT, beyond="two failures", disagreements=(DIFFERENCE,)), 0, "DISAGREES"),
    ],
)
def test_a_scenario_passes_if_both_agree_and_nobody_was_below_for_too_long(
    result: Result, most_seconds: float, expected: str
) -> None:
    assert verdict(result, most_seconds) == expected


def test_a_row_names_the_workload_that_was_nearest_to_its_minimum() -> None:
    assert row(RESULT, 0) == (
        "zone-lost: eu-west-1a is lost",
        "shop 1 of 2",
        "1.2 s",
        "4.0 s",
        "",
        "TooFewPodsAvailable",
        "agrees",
        "FAIL",
    )


def test_a_workload_has_both_accounts_side_by_side() -> None:
    assert workload_row(RESULT, KEY)[:4] == (KEY, "3 > 1 > 3", "2", "3 > 1 > 3")


def test_markdown_tells_what_differs() -> None:
    text = as_markdown("prod", [replace(RESULT, disagreements=(DIFFERENCE,))], 0)
    assert "lowest ready: predicted 2, observed 1" in text


def test_json_has_the_timeline_from_the_fault_on() -> None:
    (told,) = json.loads(as_json("prod", [RESULT], 0, stacks="1f", ended="today"))["results"]
    assert [each["seconds"] for each in told["timeline"]] == [-0.1, 0.5, 4.0]
    assert told["timeline"][1]["ready"] == {KEY: {"eu-west-1b": 1}}
    assert told["observed"][KEY]["below_seconds"] == 1.25


def test_the_picture_has_an_area_for_each_zone() -> None:
    picture = ET.fromstring(as_svg("prod", [RESULT]))  # noqa: S314 - ours
    areas = picture.findall("{http://www.w3.org/2000/svg}polygon")
    assert len(areas) == 2
    # Of three pods, the lower zone has two until the failure is seen, after half a second of ten.
    assert areas[0].attrib["points"].startswith("40.0,74.0 79.5,74.0")


def test_of_one_application_the_picture_has_an_area_for_each_revision() -> None:
    revisions = [
        Counter({"shop-a": 3}),
        Counter({"shop-a": 2, "shop-b": 1}),
        Counter({"shop-b": 3}),
    ]
    samples = tuple(
        replace(sample, revisions={KEY: counts})
        for sample, counts in zip(SAMPLES, revisions, strict=True)
    )
    text = as_svg("prod", [replace(RESULT, target=KEY, samples=samples)])
    areas = ET.fromstring(text).findall("{http://www.w3.org/2000/svg}polygon")  # noqa: S314 - ours
    assert len(areas) == 2
    # The new revision has nothing until half a second of ten.
    assert areas[1].attrib["points"].startswith("40.0,54.0 79.5,54.0")
    assert "a shade a revision" in text
    assert "eu-west-1a" not in text
