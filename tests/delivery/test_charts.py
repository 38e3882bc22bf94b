"""Whether a chart that changes has another version, and which version it follows."""

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from config.applications.chart_values import CHART
from delivery.__main__ import app
from ops.own_charts import before


def git(*arguments: str) -> str:
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    command = ["git", *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def write(name: str, text: str) -> None:
    (CHART / name).parent.mkdir(parents=True, exist_ok=True)
    (CHART / name).write_text(text, encoding="utf-8")


def commit(version: str, template: str) -> str:
    """Commit the chart in a version, with a template; return the commit."""
    write("Chart.yaml", f"name: microservice\nversion: {version}\n")
    write("templates/all.yaml", template)
    git("add", "--all")
    git("commit", "--quiet", "--message", "a state")
    return git("rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def main(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Be on a branch off main, which has a chart; return main's commit."""
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet", "--initial-branch=main")
    commit("0.9.0", "earlier")
    made = commit("1.0.0", "first")
    git("switch", "--quiet", "--create", "ours")
    return made


def run(base: str = "main") -> Result:
    return CliRunner().invoke(app, ["charts", base])


def test_a_chart_that_changes_under_the_same_version_is_refused_with_its_line() -> None:
    write("templates/all.yaml", "second")

    done = run()

    assert done.exit_code == 2
    assert done.stderr.startswith("helm/microservice/Chart.yaml:2: version\n  problem: did not")
    assert "value:   1.0.0\n  allowed: a version after 1.0.0\n" in done.stderr


@pytest.mark.parametrize("version", ["1.0.1", "1.1.0-rc.1"])
def test_a_chart_whose_version_rose_is_told(version: str) -> None:
    commit(version, "second")

    assert run().stdout == f"microservice: 1.0.0 -> {version}\n"


@pytest.mark.parametrize("version", ["0.9.9", "1.0.0-rc.1", "1.0.0+build"])
def test_a_version_that_does_not_come_after_is_refused(version: str) -> None:
    commit(version, "second")

    assert "did not rise" in run().stderr


def test_what_is_no_semantic_version_is_refused() -> None:
    commit("'1.1'", "second")

    assert "is no semantic version" in run().stderr


@pytest.mark.parametrize("file", ["tests/all_test.yaml", "ci/a-values.yaml", "README.md"])
def test_what_is_not_released_needs_no_other_version(file: str) -> None:
    write(file, "text")

    done = run()

    assert (done.exit_code, done.stdout[:33]) == (0, "No chart is released otherwise th")


@pytest.mark.parametrize("file", ["templates/more.yaml", "values.yaml", "Chart.yaml"])
def test_a_new_file_or_another_description_needs_another_version(file: str) -> None:
    described = "name: microservice\nversion: 1.0.0\ndescription: more\n"
    write(file, described)

    assert run().exit_code == 2


def test_a_chart_that_comes_needs_none() -> None:
    chart = Path("helm/new")
    chart.mkdir()
    (chart / "Chart.yaml").write_text("name: new\nversion: 0.1.0\n")

    assert run().stdout == "new: new, -> 0.1.0\n"


def test_all_charts_are_told_at_once() -> None:
    other = Path("helm/other")
    other.mkdir()
    (other / "Chart.yaml").write_text("name: other\nversion: x\n")
    write("templates/all.yaml", "second")

    assert "2 mistakes; nothing was written." in run().stderr


def test_what_others_merged_meanwhile_is_not_ours() -> None:
    git("switch", "--quiet", "main")
    commit("1.1.0", "theirs")
    git("switch", "--quiet", "ours")

    assert run().stdout.startswith("No chart")


def test_a_revision_that_is_not_there_is_refused() -> None:
    done = run("nowhere")

    assert done.exit_code == 2
    assert "'nowhere' names no commit" in done.stderr


def test_a_branch_without_a_common_commit_is_refused() -> None:
    git("switch", "--quiet", "--orphan", "other")
    git("commit", "--quiet", "--allow-empty", "--message", "another root")

    assert "HEAD and main have no commit in common" in run().stderr


def test_a_change_follows_what_main_has(main: str) -> None:
    write("templates/all.yaml", "second")

    assert before(CHART, "main") == main


def test_main_itself_follows_the_newest_other_version() -> None:
    earlier = git("rev-parse", "HEAD^")

    assert before(CHART, "main") == earlier


def test_the_first_version_of_a_chart_follows_none() -> None:
    git("switch", "--quiet", "--orphan", "other")
    commit("1.0.0", "first")
    commit("1.0.0", "second")

    assert before(CHART, "HEAD") is None


def test_where_git_cannot_compare_nothing_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    write("templates/all.yaml", "second")
    commit = git("rev-parse", "HEAD")
    monkeypatch.setattr("ops.git.left", lambda revision: f"{revision}{commit}")

    done = run()

    assert done.exit_code == 1
    assert "`git diff --name-only main" in done.stderr
