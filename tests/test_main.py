import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from terraform_json.manifest import read_manifest

IMAGE = {"repository": "example.com/shop", "tag": "1", "digest": f"sha256:{64 * 'a'}"}
ROOT = Path(__file__).parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder that main.py sees as the project, with staging and without applications."""
    environments = tmp_path / "config" / "environments"
    environments.mkdir(parents=True)
    for name in ("cdktf.json", "config/environments/staging.yaml"):
        (tmp_path / name).write_text(Path(name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "helm").mkdir()
    for charts in (ROOT / "helm").iterdir():
        if charts.name != "apps":
            (tmp_path / "helm" / charts.name).symlink_to(charts)
    return tmp_path


def main(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "main.py"],
        cwd=folder,
        # As the Makefile has it.
        env=os.environ | {"NODE_OPTIONS": "--no-deprecation"} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_environment_file_becomes_the_json_of_every_stack(checkout: Path) -> None:
    done = main(checkout)
    assert (done.returncode, done.stderr) == (0, "")
    stacks = read_manifest(checkout / "cdktf.out").values()
    assert {stack.name for stack in stacks if stack.read()} == {"databases", "k8s", "networking"}


def test_a_grave_weakness_that_nobody_accepts_ends_it_with_3_once_all_is_written(
    checkout: Path,
) -> None:
    file = checkout / "config/environments/staging.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    del data["resilience"]
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")

    done = main(checkout)

    assert (done.returncode, done.stderr) == (3, "")
    assert "`make resilience` tells each." in done.stdout
    assert (checkout / "cdktf.out/manifest.json").exists()


def test_tags_of_fault_injection_that_match_nothing_end_it_with_2(checkout: Path) -> None:
    file = checkout / "config/environments/staging.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    injected = {"role": "faults", "tags": {"Environment": "elsewhere"}}
    data["resilience"]["game_days"] = {"fault_injection": injected}
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")

    done = main(checkout)

    assert done.returncode == 2
    assert done.stderr.count("FIS would skip it") == 3


def test_the_verdict_is_said_last(checkout: Path) -> None:
    *_, last = main(checkout).stdout.splitlines()
    assert last.startswith("staging survives the loss of any one zone")


def test_what_was_written_and_where_is_said_on_one_line(checkout: Path) -> None:
    output = checkout / "elsewhere"
    done = main(checkout, CDKTF_OUTDIR=str(output))
    counts = []
    for stack in ("networking", "databases", "k8s"):
        data = json.loads((output / "stacks" / stack / "cdk.tf.json").read_text(encoding="utf-8"))
        resources = [name for named in data["resource"].values() for name in named]
        counts.append(f"{stack} ({len(resources)} resources)")
    first, *_ = done.stdout.splitlines()
    assert first == f"Wrote staging to {output}/stacks: {', '.join(counts)}."


@pytest.mark.parametrize("file", ["cdktf.out", "cdktf.out/stacks"])
def test_a_folder_that_cannot_be_written_is_a_failure(checkout: Path, file: str) -> None:
    (checkout / file).parent.mkdir(exist_ok=True)
    (checkout / file).touch()
    done = main(checkout)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The stacks cannot be written: ENOTDIR: not a directory")
    assert "Traceback" not in done.stderr


def test_a_lock_that_cannot_be_written_is_a_failure(checkout: Path) -> None:
    lock = "cdktf.out/stacks/k8s/.terraform.lock.hcl"
    (checkout / lock).mkdir(parents=True)
    done = main(checkout)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{lock}: Is a directory\n"


def test_without_node_there_is_one_line_that_says_so(checkout: Path) -> None:
    done = main(checkout, JSII_NODE="/nowhere/node")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Node.js is not installed, or not in PATH: `make synth`")
    assert done.stderr.count("\n") == 1


def test_settings_of_cdktf_that_cannot_be_read_are_refused(checkout: Path) -> None:
    (checkout / "cdktf.json").write_text('{"context": ', encoding="utf-8")
    done = main(checkout, PLATFORM_ENV="")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cdktf.json:1" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (checkout / "cdktf.out").exists()


def test_a_broken_file_is_explained_and_nothing_is_written(checkout: Path) -> None:
    file = checkout / "config/environments/staging.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("region: eu-west-1", "regoin: eu-west-1"), encoding="utf-8")

    done = main(checkout)

    assert done.returncode == 2
    assert "config/environments/staging.yaml:6: regoin" in done.stderr
    assert "config/environments/staging.yaml:3: region" in done.stderr
    assert "2 mistakes; nothing was written." in done.stderr
    assert "Traceback" not in done.stderr
    assert not (checkout / "cdktf.out").exists()


def test_the_page_on_environments_shows_what_mistakes_look_like(checkout: Path) -> None:
    file = checkout / "config/environments/staging.yaml"
    text = file.read_text(encoding="utf-8")
    for right, wrong in (("private: 10.10.32", "private: 10.11.32"), ("gateways: s", "gateway: s")):
        assert right in text
        text = text.replace(right, wrong)
    file.write_text(text, encoding="utf-8")
    page = (ROOT / "docs/environments.md").read_text(encoding="utf-8")
    shown = page.split("$ make synth\n")[1].split("```")[0]

    assert shown in main(checkout).stderr


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("values.schema.json", "{\n", ":2"),
        ("values.yaml", "a: [", ":1"),
        ("values.yaml", "- a", ": (the whole file)"),
        ("Chart.yaml", "[", ":1"),
    ],
)
def test_a_broken_file_of_the_shared_chart_is_explained(
    checkout: Path, file: str, text: str, place: str
) -> None:
    chart = checkout / "helm/microservice"
    chart.unlink()
    shutil.copytree(ROOT / "helm/microservice", chart)
    (chart / file).write_text(text, encoding="utf-8")
    values = checkout / "helm/apps/shop/values.yaml"
    values.parent.mkdir(parents=True)
    values.write_text(yaml.safe_dump({"image": IMAGE}), encoding="utf-8")

    done = main(checkout)

    assert done.returncode == 2
    assert f"helm/microservice/{file}{place}" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(checkout.glob("cdktf.out/**/*.json")) == []


def test_the_mistakes_of_the_environment_and_of_applications_are_reported_together(
    checkout: Path,
) -> None:
    file = checkout / "config/environments/staging.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "unknown: 1\n", encoding="utf-8")
    (checkout / "helm/apps/Shop").mkdir(parents=True)
    (checkout / "helm/apps/Shop/values.yaml").touch()

    done = main(checkout)

    assert done.returncode == 2
    assert ": unknown" in done.stderr
    assert "helm/apps/Shop: (the whole file)" in done.stderr
    assert not (checkout / "cdktf.out").exists()


def test_an_unknown_environment_is_explained(checkout: Path) -> None:
    (checkout / "helm/apps/Shop").mkdir(parents=True)
    (checkout / "helm/apps/Shop/values.yaml").touch()

    done = main(checkout, PLATFORM_ENV="production")

    assert done.returncode == 2
    assert done.stderr.endswith("1 mistake; nothing was written.\n")
    assert "allowed: staging" in done.stderr
    assert not (checkout / "cdktf.out").exists()
