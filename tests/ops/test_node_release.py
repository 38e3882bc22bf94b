"""The pinned release of Bottlerocket, and its renewal."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from config.aws.bottlerocket import BOTTLEROCKET_RELEASE
from ops import node_release
from ops.command import Refusal
from ops.node_release import PIN, release_of, renewed

COMMIT = "5025d720" + "0" * 32


def test_a_release_is_named_as_its_images_are() -> None:
    # The image bottlerocket-aws-k8s-1.21-x86_64-v1.7.1-5025d720 is of this tag's commit.
    assert release_of("v1.7.1", COMMIT) == "1.7.1-5025d720"


@pytest.mark.parametrize(
    ("tag", "commit"),
    [("1.7.1", COMMIT), ("v1.7", COMMIT), ("v1.7.1-rc1", COMMIT), ("v1.7.1", "5025d720")],
)
def test_what_is_no_release_is_refused(tag: str, commit: str) -> None:
    with pytest.raises(Refusal, match="is no release of Bottlerocket"):
        release_of(tag, commit)


def test_the_pin_is_renewed_where_the_code_reads_it() -> None:
    text = PIN.read_text(encoding="utf-8")
    after = renewed(text, BOTTLEROCKET_RELEASE, "99.0.0-5025d720")
    assert re.findall(r'BOTTLEROCKET_RELEASE: Final = "(.+)"', after) == ["99.0.0-5025d720"]
    assert after.replace("99.0.0-5025d720", BOTTLEROCKET_RELEASE) == text


def test_nodes_do_not_go_back_by_themselves() -> None:
    with pytest.raises(Refusal, match="is older than"):
        renewed("", "1.10.0-5025d720", "1.9.9-5025d720")


def test_the_command_writes_the_pin_and_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "pin.py"
    copy.write_text(PIN.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(node_release, "PIN", copy)
    app = typer.Typer()
    app.command()(node_release.main)
    done = CliRunner().invoke(app, ["v99.0.0", COMMIT])
    assert (done.exit_code, done.output) == (0, "99.0.0-5025d720\n")
    assert '"99.0.0-5025d720"' in copy.read_text(encoding="utf-8")
