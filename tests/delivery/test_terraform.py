"""Terraform is run so that it saves its state, however it ends."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from delivery.terraform import OutOfTimeError, Terraform
from ops.command import Failure
from tests.patience import eventually

SAVES = """\
#!/bin/sh
echo "$@" >> asked
trap 'echo saved >> asked; exit 1' INT
case "$2" in destroy) touch begun; while :; do sleep 0.05; done;; esac
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a Terraform that destroys for ever, and saves when interrupted."""
    program = tmp_path / "bin/terraform"
    program.parent.mkdir()
    program.write_text(SAVES, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "stack"


def asked() -> list[str]:
    return Path("asked").read_text(encoding="utf-8").splitlines()


def test_one_that_is_out_of_time_is_interrupted_and_saves_its_state(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def once_it_is_at_work() -> float:
        eventually(Path("begun").exists)
        return 1.0

    monkeypatch.setattr("delivery.terraform.time", SimpleNamespace(monotonic=once_it_is_at_work))
    terraform = Terraform(folder=folder, deadline=0.0)

    with pytest.raises(OutOfTimeError, match="Its state is saved"):
        terraform.destroy("aws_vpc.main")

    assert asked()[0].endswith("destroy -auto-approve -input=false -target=aws_vpc.main -no-color")
    assert asked()[-1] == "saved"


def test_one_that_fails_says_that_it_goes_on_from_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    Path("bin/terraform").write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")

    with pytest.raises(Failure, match=r"ended with status 3.*goes on from here"):
        Terraform(folder=folder).initialize()


def test_a_plan_locks_nothing_and_is_of_what_is_named(folder: Path) -> None:
    assert Terraform(folder=folder).planned("aws_vpc.main") == (0, "")

    init, plan = asked()
    assert "-lockfile=readonly" in init
    assert plan.endswith("plan -input=false -lock=false -out=plan -target=aws_vpc.main -no-color")
