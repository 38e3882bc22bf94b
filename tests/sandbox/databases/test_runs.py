from pathlib import Path

from sandbox.databases.runs import Run, failed


def run(job: str, exit_code: int, ended: float = 10.0) -> Run:
    return Run(job=job, exit_code=exit_code, output="ERROR: no such role", ended=ended)


def test_what_failed_is_told(tmp_path: Path) -> None:
    for one in (run("well", 0), run("badly", 3)):
        one.write(tmp_path / "runs")
    assert list(failed(tmp_path / "runs")) == [run("badly", 3)]


def test_the_last_run_of_a_job_counts_whatever_the_clock_says(tmp_path: Path) -> None:
    run("job", 3, 12.0).write(tmp_path)
    run("job", 0, 11.0).write(tmp_path)
    assert list(failed(tmp_path)) == []


def test_without_a_folder_nothing_failed(tmp_path: Path) -> None:
    assert list(failed(tmp_path / "none")) == []
