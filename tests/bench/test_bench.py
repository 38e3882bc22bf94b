import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as bench
from bench.measure import Program, Sample
from ops.command import Failure

# Seconds and MiB of the first, the second and each further run. The first warms up, and counts for
# nothing.
RUNS: dict[str, list[tuple[float, float]]] = {
    "lean": [(50, 900), (1, 100), (2, 100)],
    "stock": [(50, 900), (16, 1000), (30, 1000)],
    "floor": [(50, 900), (0.5, 50), (0.5, 50)],
    "100 resources": [(50, 900), (1, 60), (1, 60)],
    "1000 resources": [(50, 900), (2.8, 60), (2.8, 60)],
    "10 applications": [(50, 900), (1, 60), (1, 60)],
    "1000 applications": [(50, 900), (10.9, 60), (10.9, 60)],
}
RATIOS = {
    # A median of each round's ratio: 16 / 1 once, 30 / 2 in the four others.
    "stock takes times the seconds of lean": 15,
    "stock takes times the memory of lean": 10,
    "lean takes times the seconds of the floor": 4,
    # 1.8 s for 900 more, 9.9 s for 990 more.
    "milliseconds for each further resource": 2,
    "milliseconds for each further application": 10,
}


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Let the programs take what `RUNS` says, elsewhere; return the list of what ran."""
    ran: list[str] = []

    def run(program: Program) -> Sample:
        figures = RUNS[program.name]
        index = min(ran.count(program.name), len(figures) - 1)
        ran.append(program.name)
        return Sample(*figures[index])

    monkeypatch.setattr(Program, "run", run)
    monkeypatch.chdir(tmp_path)
    return ran


def written() -> dict[str, Any]:
    """Return the report."""
    report: dict[str, Any] = json.loads(bench.REPORT.read_text(encoding="utf-8"))
    return report


@pytest.mark.usefixtures("order")
def test_the_ratios_are_written() -> None:
    bench.main()
    assert written()["ratios"] == pytest.approx(RATIOS)


@pytest.mark.usefixtures("order")
def test_the_ratios_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    bench.main()
    printed = capsys.readouterr().out
    for name, value in RATIOS.items():
        assert f"{name}: {value:.2f}" in printed
    assert f"Written to {bench.REPORT}." in printed


@pytest.mark.usefixtures("order")
def test_every_run_but_those_that_warm_up_is_written() -> None:
    bench.main(rounds=6)
    samples = written()["samples"]
    assert samples.keys() == RUNS.keys()
    seconds, mebibytes = RUNS["lean"][1]
    assert samples["lean"][:1] == [{"seconds": seconds, "mebibytes": mebibytes}]
    assert {len(runs) for runs in samples.values()} == {6}


def test_the_programs_take_turns(order: list[str]) -> None:
    bench.main()
    programs = len(RUNS)
    assert order == order[:programs] * 6
    assert set(order) == set(RUNS)


def program(tmp_path: Path, code: str, **environ: str) -> Program:
    """Return a program of this code."""
    file = tmp_path / "program.py"
    file.write_text(code, encoding="utf-8")
    return Program(name="sample", command=[str(file)], environ=environ)


def test_a_run_is_timed_from_start_to_exit(tmp_path: Path) -> None:
    code = "import os, time\nend = time.monotonic() + float(os.environ['LASTS'])\n"
    wait = "while time.monotonic() < end: pass\n"
    assert program(tmp_path, code + wait, LASTS="0.5").run().seconds >= 0.5


def test_memory_is_that_of_the_program_and_of_what_it_started(tmp_path: Path) -> None:
    mine = "import subprocess, sys\nmine = bytearray(200 << 20)\n"
    starts = "subprocess.run([sys.executable, '-c', 'other = bytearray(100 << 20)'], check=True)\n"
    alone, both = (mebibytes(program(tmp_path, code)) for code in (mine, mine + starts))
    assert 200 < alone < 300
    assert both - alone > 100


def mebibytes(measured: Program) -> float:
    """Return the memory that a program takes.

    A small process measures it, as the bench is: Linux hands on the peak of who starts a program.
    """
    code = (
        "import sys\nfrom bench.measure import Program\n"
        "print(Program(name='sample', command=sys.argv[1:], environ={}).run().mebibytes)\n"
    )
    command = [sys.executable, "-c", code, *measured.command]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def test_a_program_that_finds_the_platform_weak_is_measured(tmp_path: Path) -> None:
    assert program(tmp_path, "raise SystemExit(3)").run().seconds > 0


def test_a_program_that_fails_is_not_measured(tmp_path: Path) -> None:
    failing = program(tmp_path, "print('building')\nraise SystemExit('no such stack')")
    with pytest.raises(Failure, match=r"sample cannot be measured:\nbuilding\nno such stack"):
        failing.run()
