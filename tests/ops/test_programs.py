from pathlib import Path

import pytest

from config.errors import Failure
from ops import programs


def test_a_program_that_is_not_built_is_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "BIN", tmp_path)
    with pytest.raises(Failure, match=r"etcd is not in .*: run `make setup`"):
        programs.program("etcd")


def test_a_program_that_is_built_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "BIN", tmp_path)
    (tmp_path / "etcd").touch()
    assert programs.program("etcd") == tmp_path / "etcd"


def test_families_are_set_up_once_each_has_its_stamp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "BIN", tmp_path)
    (tmp_path / "kubernetes.set-up").touch()
    assert programs.are_set_up(["kubernetes"])
    assert not programs.are_set_up(["kubernetes", "metrics-server"])
