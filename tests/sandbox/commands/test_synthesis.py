"""Synthesis as a step of the sandbox, without the synthesis itself."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.console import Console

from ops.command import Failure
from sandbox import children
from sandbox.commands import synthesis


def synthesized(status: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Synthesize with a status and a sentence; return what is printed."""

    def ended(commands: Mapping[Path, object], **_: object) -> dict[Path, int]:
        synthesis.LOG.parent.mkdir(parents=True, exist_ok=True)
        synthesis.LOG.write_text("It does not survive.", encoding="utf-8")
        return dict.fromkeys(commands, status)

    monkeypatch.setattr(children, "run_at_once", ended)
    monkeypatch.setattr(synthesis, "has_providers", lambda *_: True)
    printed = io.StringIO()
    synthesis.synthesize(Console(file=printed), {})
    return printed.getvalue()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_weak_platform_is_told_and_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "It does not survive." in synthesized(synthesis.WEAK, monkeypatch)


def test_a_synthesis_that_fails_is_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Failure, match="ended with exit status 1"):
        synthesized(1, monkeypatch)
