"""What is asked of `gh`, by a script in its place."""

import json
from pathlib import Path

import pytest

from delivery.setup import gh
from ops.command import Failure

SCRIPT = """#!/bin/sh
echo "$@" >> {log}
case "$*" in
  *missing*) echo 'gh: Not Found (HTTP 404)' >&2; exit 1 ;;
  *forbidden*) echo 'gh: Resource not accessible (HTTP 403)' >&2; exit 1 ;;
  *--input*) cat >> {log} ;;
  "auth status") exit {status} ;;
  *) echo '{{"value": "eu-west-1"}}' ;;
esac
"""


def script(folder: Path, status: int = 0) -> Path:
    """Write the script into a folder of its own, and return what it logs to."""
    log = folder / "log"
    (folder / "gh").write_text(SCRIPT.format(log=log, status=status))
    (folder / "gh").chmod(0o755)
    return log


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the script first on the path."""
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return script(tmp_path)


@pytest.mark.usefixtures("log")
def test_it_reads_what_is_there_and_nothing_where_there_is_nothing() -> None:
    assert gh.read("repos/a/b/actions/variables/AWS_REGION") == {"value": "eu-west-1"}
    assert gh.read("repos/a/b/missing") is None


def test_it_writes_json(log: Path) -> None:
    gh.write("PATCH", "repos/a/b/actions/variables/X", {"name": "X"})
    asked, sent = log.read_text().splitlines()
    assert asked == "api --method PATCH repos/a/b/actions/variables/X --input -"
    assert json.loads(sent) == {"name": "X"}


def test_it_deletes_without_a_body(log: Path) -> None:
    gh.write("DELETE", "repos/a/b/x/1")
    assert log.read_text() == "api --method DELETE repos/a/b/x/1\n"


@pytest.mark.usefixtures("log")
def test_what_github_does_not_take_is_a_failure_with_its_reason() -> None:
    with pytest.raises(Failure, match=r"forbidden: gh: Resource not accessible \(HTTP 403\)"):
        gh.write("PUT", "repos/a/b/forbidden", {})
    with pytest.raises(Failure, match="HTTP 403"):
        gh.read("repos/a/b/forbidden")


@pytest.mark.usefixtures("log")
def test_it_tells_whether_it_can_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gh.unusable() == ""
    script(tmp_path, status=1)
    assert gh.unusable() == "gh is not logged in (gh auth login)"
    monkeypatch.setenv("PATH", "")
    assert gh.unusable() == "gh is not installed"
