import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bench import resilience as bench
from ops.command import Failure
from resilience.page.html import as_html
from resilience.reading import Examination
from tests.resilience.analyses import analysis


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let nothing be synthesized or analysed, and write elsewhere."""
    done = CompletedProcess(args=[], returncode=0, stdout="", stderr="")
    monkeypatch.setattr(bench, "_synthesized", lambda *_: done)
    found = Examination(analysis=analysis(), fails=False)
    monkeypatch.setattr(bench, "examined", lambda *_, **__: found)
    monkeypatch.setattr(bench, "REPORT", tmp_path / "report.json")


def test_the_page_of_each_platform_is_weighed() -> None:
    bench.main(rounds=3)
    told = json.loads(bench.REPORT.read_text(encoding="utf-8"))["platforms"]
    assert {each["page_bytes"] for each in told.values()} == {len(as_html(analysis()).encode())}


def test_analysis_is_compared_with_synthesis() -> None:
    small = bench.Measured(
        synthesis_seconds=2, first_seconds=9, analysis_seconds=0.5, page_bytes=250_000
    )
    large = bench.Measured(
        synthesis_seconds=4, first_seconds=9, analysis_seconds=3, page_bytes=900_000
    )
    assert list(bench.ratios({"small": small, "large": large}).values()) == [0.25, 0.75, 0.25, 0.9]


def test_a_platform_that_cannot_be_synthesized_is_not_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed = CompletedProcess(args=[], returncode=1, stdout="", stderr="no such stack")
    monkeypatch.setattr(bench, "_synthesized", lambda *_: failed)
    with pytest.raises(Failure, match="the platform cannot be synthesized:\nno such stack"):
        bench._measure("the platform", [], 3)  # noqa: SLF001 - without its console
