"""A folder is judged with the settings of its own environment, and by what breaks in it."""

from datetime import date
from pathlib import Path

import pytest

from config.errors import Refusal
from resilience import reading
from resilience.analysis import Analysis
from tests.resilience.analyses import SINGLE_NAT, analysis
from tests.resilience.models import model

DAY = date(2026, 11, 26)


def given(monkeypatch: pytest.MonkeyPatch, environment: str, found: Analysis) -> None:
    """Let a folder hold an environment, and rules find what an analysis has."""
    monkeypatch.setattr(reading, "read_model", lambda *_, **__: model(environment=environment))
    monkeypatch.setattr(reading, "analyze", lambda _: found)
    monkeypatch.setattr(reading, "judged", lambda found, _: found)


def test_an_environment_judges_no_folder_of_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given(monkeypatch, "prod", analysis())
    with pytest.raises(Refusal, match="holds the environment prod, and PLATFORM_ENV names staging"):
        reading.examined("staging", tmp_path, today=DAY)


def test_an_environment_judges_its_own_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given(monkeypatch, "staging", analysis())
    assert not reading.examined("staging", tmp_path, today=DAY).fails


@pytest.mark.parametrize("findings", [(), (SINGLE_NAT,)])
def test_a_path_that_breaks_fails_even_where_no_finding_says_so(
    findings: tuple[()], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given(monkeypatch, "staging", analysis(*findings, single_nat=True))
    assert reading.examined("staging", tmp_path, today=DAY).fails
