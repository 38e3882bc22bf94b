"""The script that synthesizes a commit and the work tree, with a stand-in for Python."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "ops/review.sh"
PYTHON = """\
#!/bin/sh
case $1 in
    main.py)
        ! grep broken code || exit 1
        cat code config/environments/$PLATFORM_ENV.yaml >"$CDKTF_OUTDIR/made"
        echo wrote
        ! grep weak code || exit 3
        ;;
    *) echo "$@"; grep -r "" "$4" "$5" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a repository with a commit, and a change in the work tree."""
    for name, text in {"code": "old\n", "config/environments/lab.yaml": "lab\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "one"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (tmp_path / "code").write_text("new\n")
    (tmp_path / "config/environments/more.yaml").write_text("more\n")
    program = tmp_path / "bin/python"
    program.parent.mkdir()
    program.write_text(PYTHON)
    program.chmod(0o755)
    return tmp_path


def run(checkout: Path, base: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PATH": f"{checkout / 'bin'}:{os.environ['PATH']}"}
    return subprocess.run(
        [SCRIPT, base], cwd=checkout, env=env, capture_output=True, text=True, check=False
    )


def test_each_side_is_synthesized_by_its_own_code_and_environments(checkout: Path) -> None:
    done = run(checkout, "HEAD")

    folder = checkout / ".cache/review"
    first, *made = done.stdout.splitlines()
    assert first == f"-m delivery review {folder}/base {folder}/head"
    assert sorted(line.removeprefix(f"{folder}/") for line in made) == [
        "base/lab.yaml:lab",
        "base/lab/made:lab",
        "base/lab/made:old",
        "head/lab.yaml:lab",
        "head/lab/made:lab",
        "head/lab/made:new",
        "head/more.yaml:more",
        "head/more/made:more",
        "head/more/made:new",
    ]


def commit(checkout: Path, code: str) -> None:
    (checkout / "code").write_text(code)
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["add", "code"], [*author, "commit", "-qm", "more"]):
        subprocess.run(["git", *command], cwd=checkout, check=True)


def test_what_others_merged_meanwhile_is_not_told_backwards(checkout: Path) -> None:
    subprocess.run(["git", "branch", "ours"], cwd=checkout, check=True)
    commit(checkout, "theirs\n")
    subprocess.run(["git", "branch", "theirs"], cwd=checkout, check=True)
    subprocess.run(["git", "checkout", "-q", "ours"], cwd=checkout, check=True)

    done = run(checkout, "theirs")

    assert "base/lab/made:old" in done.stdout
    assert "theirs" not in done.stdout


def test_a_base_that_cannot_be_synthesized_is_told_and_fails_nothing(checkout: Path) -> None:
    commit(checkout, "broken\n")
    (checkout / "code").write_text("new\n")

    done = run(checkout, "HEAD")

    assert done.returncode == 0
    assert done.stdout.startswith("**The base cannot be synthesized** of `lab`")
    assert "head/lab" not in done.stdout


def test_a_new_environment_is_told_though_no_base_can_be_synthesized(checkout: Path) -> None:
    commit(checkout, "broken\n")
    (checkout / "code").write_text("new\n")

    done = run(checkout, "HEAD")

    assert "head/more/made:more" in done.stdout


@pytest.mark.parametrize("sides", [("weak\n", "new\n"), ("older\n", "weak\n")])
def test_a_side_with_a_grave_finding_is_compared(checkout: Path, sides: tuple[str, str]) -> None:
    base, head = sides
    commit(checkout, base)
    (checkout / "code").write_text(head)

    done = run(checkout, "HEAD")

    assert done.returncode == 0
    assert f"base/lab/made:{base}" in done.stdout
    assert f"head/lab/made:{head}" in done.stdout


def test_a_work_tree_that_cannot_be_synthesized_ends_it(checkout: Path) -> None:
    (checkout / "code").write_text("broken\n")

    assert run(checkout, "HEAD").returncode != 0


def test_a_commit_that_is_not_there_ends_it(checkout: Path) -> None:
    done = run(checkout, "nowhere")

    assert done.returncode != 0
    assert "nowhere" in done.stderr
