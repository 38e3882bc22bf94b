from pathlib import Path

from sandbox.databases.runs import Run, failed_since


def run(job: str, exit_code: int, ended: float) -> Run:
    return Run(job=job, exit_code=exit_code, output="ERROR: no such role", ended=ended)


def test_what_failed_since_a_moment_is_told(tmp_path: Path) -> None:
    for one in (run("early", 3, 9.0), run("well", 0, 11.0), run("badly", 3, 11.0)):
        one.write(tmp_path / "runs")
    assert list(failed_since(tmp_path / "runs", 10.0)) == [run("badly", 3, 11.0)]


def test_the_last_run_of_a_job_counts(tmp_path: Path) -> None:
    run("job", 3, 11.0).write(tmp_path)
    run("job", 0, 12.0).write(tmp_path)
    assert list(failed_since(tmp_path, 10.0)) == []


def test_without_a_folder_nothing_failed(tmp_path: Path) -> None:
    assert list(failed_since(tmp_path / "none", 0)) == []
