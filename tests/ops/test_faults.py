"""How commands end on faults made by hand: with a text and a status, never with a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STACK = "out/stacks/one/cdk.tf.json"
MANIFEST = "out/manifest.json"
LISTED = {
    MANIFEST: json.dumps(
        {
            "stacks": {
                "one": {
                    "name": "one",
                    "constructPath": "one",
                    "dependencies": [],
                    "synthesizedStackPath": "stacks/one/cdk.tf.json",
                }
            }
        }
    )
}
RECORD = ".sandbox/server.json"
ABOUT = "name: metrics-server\nversion: 3.13.1\n"
CHART: dict[str, str | bytes] = {"chart/Chart.yaml": ABOUT, "chart/values.yaml": "a: 1"}
RELEASE = {"name": "shop", "namespace": "shop", "version": "1.0.0", "chart": "charts/shop"}
OWN_STACK = {
    "terraform": {"backend": {"s3": {"key": "testing/one.tfstate"}}, "required_providers": {}},
    "resource": {"helm_release": {"shop": RELEASE}},
}

HELM = ".tools/bin/helm"
CHECKOV = ".tools/checkov/bin/checkov"

Files = Mapping[str, str | bytes]
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that runs a command in a folder of files; it returns status and stderr."""

    def run(command: str, files: Files, **environ: str) -> tuple[int, str]:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            content = text.encode() if isinstance(text, str) else text
            (tmp_path / name).write_bytes(content)
            # Programs, and files that nobody starts.
            (tmp_path / name).chmod(0o755)
        (tmp_path / "helm").mkdir(exist_ok=True)
        for shared in ("cdktf.json", "config", "helm/microservice", "helm/addons"):
            if not (tmp_path / shared).exists():
                (tmp_path / shared).symlink_to(Path(shared).absolute())
        done = subprocess.run(
            [sys.executable, "-m", *command.split()],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environ,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    return run


@pytest.mark.parametrize(
    ("command", "files", "message"),
    [
        ("ops.bootstrap", {"cdktf.json": "{"}, "cdktf.json:1\n  problem: is not JSON"),
        ("ops.bootstrap", {"cdktf.json": "[]"}, "cdktf.json: (the whole file)"),
        ("ops.chart_keys chart", {"chart/Chart.yaml": "["}, "chart/Chart.yaml cannot be read"),
        ("ops.chart_keys chart", {"chart/Chart.yaml": "- a"}, "holds no mapping"),
        ("ops.chart_keys chart", {"chart/Chart.yaml": ""}, "pinned is no chart of that name"),
        ("ops.chart_keys chart.tgz", {"chart.tgz": "text"}, "chart.tgz is no archive of a chart"),
        ("ops.chart_keys", {}, "Missing argument 'chart'"),
        (
            "ops.chart_keys chart",
            CHART | {"chart/values.yaml": "[" * 5_000},
            "chart has another form than Helm's charts: RecursionError",
        ),
        ("ops.chart_keys chart", CHART | {"chart/values.yaml": "&a {a: *a}"}, "another form"),
        ("ops.chart_keys chart", CHART | {"chart/templates/a.tpl": b"\xff"}, "another form"),
        (
            "ops.chart_keys chart",
            CHART | {"chart/Chart.yaml": f"{ABOUT}dependencies: [{{}}]"},
            "another form than Helm's charts: KeyError",
        ),
        (
            "ops.chart_keys chart",
            CHART | {"chart/Chart.yaml": f"{ABOUT}dependencies: null"},
            "another form than Helm's charts: TypeError",
        ),
        ("ops.checkov out", LISTED | {STACK: "{"}, f"{STACK} is not JSON"),
        ("ops.checkov out", LISTED | {STACK: "[]"}, f"{STACK} holds no object in JSON"),
        (
            "ops.checkov out",
            LISTED | {STACK: '{"resource": []}'},
            f"{STACK} is no stack of Terraform",
        ),
        ("ops.checkov out", {}, "out holds no manifest.json"),
        *(
            (
                "ops.checkov out",
                LISTED | {STACK: "{}", CHECKOV: f"#!/bin/sh\n{script}"},
                "checkov could not read the stacks",
            )
            for script in ("exit 1", "printf '\\377'", """echo '{"results": {}}'""", "echo '[]'")
        ),
        ("ops.renames main", {}, "'main' names no commit"),
        ("sandbox diff", {RECORD: "{"}, f"{RECORD} does not say where the local AWS runs"),
        ("sandbox down", {RECORD: "{}"}, f"{RECORD} does not say where the local AWS runs"),
        ("sandbox up", {RECORD: "[]"}, f"{RECORD} does not say where the local AWS runs"),
        ("ops.sbom out", LISTED | {STACK: "{"}, f"{STACK} is not JSON"),
        ("ops.sbom out", LISTED | {STACK: "{}"}, f"{STACK} is no stack of this project"),
        ("ops.sbom out", {}, "out/manifest.json cannot be read: No such file"),
    ],
)
def test_a_wrong_input_is_refused_with_its_text(
    run: Run, command: str, files: Files, message: str
) -> None:
    status, stderr = run(command, files, GIT_DIR="nowhere")
    assert (status, "Traceback" in stderr) == (2, False)
    assert message in stderr


@pytest.mark.parametrize(
    ("command", "files", "message"),
    [
        (
            "bench",
            {"main.py": "raise SystemExit('no environment')"},
            "lean cannot be measured:\nno environment",
        ),
        (
            "ops.checkov out",
            LISTED | {STACK: "{}"},
            ".tools/checkov/bin/checkov is missing: `make setup`",
        ),
        ("ops.renames main", {}, "git: No such file or directory"),
        (
            "ops.sbom out",
            LISTED | {STACK: json.dumps(OWN_STACK), "out/stacks/one/charts/shop": ""},
            "helm cannot render charts/shop",
        ),
        ("config.schema", {"config/model": ""}, "environment.schema.json: No such file"),
    ],
)
def test_work_that_cannot_be_done_fails_with_its_text(
    run: Run, command: str, files: Files, message: str
) -> None:
    status, stderr = run(command, files, PATH="/nowhere")
    assert (status, "Traceback" in stderr) == (1, False)
    assert message in stderr
