"""A command whose output is kept out of a public log."""

from pathlib import Path

import pytest

from delivery.quietly import quietly
from ops.command import Failure

FAILS = ["sh", "-c", "echo said; echo why >&2; exit 3"]


def test_a_public_log_learns_the_status_only(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Failure, match=f"status 3, and said why in {tmp_path}/record"):
        quietly(FAILS, private=False, record=tmp_path / "record")

    assert (tmp_path / "record").read_text() == "said\nwhy\n"
    assert capfd.readouterr() == ("", "")


def test_a_private_log_shows_all_and_takes_none_of_it_for_a_command(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Failure, match=r"status 3\.$"):
        quietly(FAILS, private=True, record=tmp_path / "record")

    out, err = capfd.readouterr()
    first, *said, last = out.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert (len(token), said, last, err) == (32, ["said", "why"], f"::{token}::", "")
    assert (tmp_path / "record").read_text() == "said\nwhy\n"


@pytest.mark.parametrize("private", [True, False])
def test_a_command_that_works_is_no_failure(private: bool, tmp_path: Path) -> None:  # noqa: FBT001
    quietly(["true"], private=private, record=tmp_path / "record")
