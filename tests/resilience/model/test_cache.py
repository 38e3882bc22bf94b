import os
import time
from pathlib import Path

import pytest

from resilience.model.cache import KEPT_DAYS, Cache

CONTENT = ["form 1", "a"]


def test_what_is_kept_is_not_made_again(tmp_path: Path) -> None:
    Cache(tmp_path / "new").keep(CONTENT, {"made": 1})
    assert Cache(tmp_path / "new").kept(CONTENT, list) == {"made": 1}


def test_another_content_is_made(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep(CONTENT, ["kept"])
    assert cache.kept(["form 1", "b"], list) == []


def test_contents_that_only_join_alike_are_two(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep(["a", "bc"], ["kept"])
    assert cache.find(["ab", "c"]) is None


def test_what_was_cut_off_is_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep(CONTENT, ["kept"])
    (file,) = tmp_path.iterdir()
    file.write_text('["ke')
    assert cache.kept(CONTENT, lambda: ["made"]) == ["made"]
    assert cache.find(CONTENT) == ["made"]


def kept_long_ago(folder: Path) -> None:
    """Keep a result as if it had been read last a day too long ago."""
    Cache(folder).keep(CONTENT, ["kept"])
    (file,) = folder.iterdir()
    then = time.time() - (KEPT_DAYS + 1) * 24 * 60 * 60
    os.utime(file, (then, then))


def test_what_nobody_reads_for_long_goes_with_the_next_that_is_kept(tmp_path: Path) -> None:
    kept_long_ago(tmp_path)
    Cache(tmp_path).keep(["form 1", "b"], ["new"])
    assert Cache(tmp_path).find(CONTENT) is None
    assert len(list(tmp_path.iterdir())) == 1


def test_what_was_read_lately_stays(tmp_path: Path) -> None:
    kept_long_ago(tmp_path)
    assert Cache(tmp_path).find(CONTENT) == ["kept"]
    Cache(tmp_path).keep(["form 1", "b"], ["new"])
    assert Cache(tmp_path).find(CONTENT) == ["kept"]


def test_nothing_is_kept_of_what_fails(tmp_path: Path) -> None:
    def fail() -> None:
        raise LookupError

    cache = Cache(tmp_path)
    with pytest.raises(LookupError):
        cache.kept(CONTENT, fail)
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_all_is_made() -> None:
    cache = Cache(None)
    cache.keep(CONTENT, ["kept"])
    assert cache.kept(CONTENT, list) == []


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert Cache(file / "folder").kept(CONTENT, lambda: ["made"]) == ["made"]
