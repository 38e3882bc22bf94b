"""The digest that a deploy compares with that of synthesis."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "ops/digest.sh"


def digest(folder: Path) -> str:
    return subprocess.run([SCRIPT, folder], capture_output=True, text=True, check=True).stdout


def fill(folder: Path) -> Path:
    """Write two files into a folder, one hidden and with a name that a shell could split."""
    (folder / "inner").mkdir(parents=True)
    (folder / "inner/one").write_text("1", encoding="utf-8")
    (folder / ".two\n three").write_text("2", encoding="utf-8")
    return folder


def test_equal_files_have_one_digest_wherever_they_are(tmp_path: Path) -> None:
    assert digest(fill(tmp_path / "a")) == digest(fill(tmp_path / "b"))


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "inner/one").write_text("3", encoding="utf-8"),
        lambda folder: (folder / ".two\n three").write_text("3", encoding="utf-8"),
        lambda folder: (folder / "inner/one").unlink(),
        lambda folder: (folder / "inner/one").rename(folder / "one"),
        lambda folder: (folder / "three").touch(),
    ],
    ids=["content", "hidden", "removed", "moved", "added"],
)
def test_another_content_has_another_digest(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    before = digest(fill(tmp_path / "a"))
    change(tmp_path / "a")
    assert digest(tmp_path / "a") != before


def test_a_folder_that_is_missing_has_none(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        digest(tmp_path / "missing")
