"""A copy of the project."""

from pathlib import Path

import pytest

from bench.project import copied_project


def test_a_copy_of_a_new_checkout_can_keep_what_is_cached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    copy = copied_project(tmp_path / "copies", tools=Path.cwd())
    (copy / ".cache/programs").mkdir(parents=True)
    assert (tmp_path / "checkout/.cache/programs").is_dir()
