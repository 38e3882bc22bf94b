"""The files of a folder that others synthesized, and how it is told that one is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import available_environments, load_environment
from config.errors import Mistake
from delivery.verify.folder import verify
from terraform_json.types import Json
from tests.delivery.conftest import CHART, Folder
from tests.delivery.verify.spoiling import Refused, put, say

ROOT = Path(__file__).parents[3]
STRAY = "does not belong here"


def test_the_good_folder_passes(folder: Folder) -> None:
    assert folder.judged() == ("k8s", "networking")


@pytest.mark.parametrize("environment", available_environments())
def test_what_this_project_synthesizes_passes(environment: str, tmp_path: Path) -> None:
    chosen = {"PLATFORM_ENV": environment, "CDKTF_OUTDIR": str(tmp_path)}
    subprocess.run([sys.executable, ROOT / "main.py"], env=os.environ | chosen, check=True)

    assert verify(tmp_path, load_environment(environment)) == ("databases", "k8s", "networking")


def test_every_finding_is_reported_at_once_with_file_and_path(refused: Refused) -> None:
    def spoil(data: Json) -> None:
        say('${file("a")}')(data)
        put("import", value=[])(data)

    found = {(mistake.file.name, mistake.path) for mistake in refused(spoil)}

    assert found == {("cdk.tf.json", "output.said.value"), ("cdk.tf.json", "import")}


@pytest.mark.parametrize(
    "place",
    [
        "stacks/k8s/override.tf.json",
        "stacks/k8s/main_override.tf.json",
        "stacks/k8s/main.tf",
        "stacks/k8s/evil.auto.tfvars",
        "stacks/k8s/terraform.tfvars.json",
        "stacks/k8s/.terraform/providers/a",
        "stacks/k8s/terraform.tfstate",
        "stacks/k8s/assets/other/Chart.yaml",
        "stacks/k8s/assets/chart_1/ABCD/Chart.yaml",
        "stacks/other/cdk.tf.json",
        "stacks/networking/metadata.json",
        ".terraformrc",
        "cdktf.json",
    ],
)
def test_a_file_that_synthesis_does_not_write_is_refused(folder: Folder, place: str) -> None:
    folder.file(place, "{}")

    (mistake,) = folder.mistakes()

    assert (mistake.file, mistake.problem) == (folder.path / place, STRAY)


@pytest.mark.parametrize(
    "text",
    ["", 'provider "registry.terraform.io/evil/aws" {\n}\n', "\n"],
    ids=["none", "other", "blank"],
)
def test_a_lock_file_other_than_mains_is_refused(folder: Folder, text: str) -> None:
    folder.file("stacks/k8s/.terraform.lock.hcl", text)
    if not text:
        (folder.path / "stacks/k8s/.terraform.lock.hcl").unlink()

    (mistake,) = folder.mistakes()

    assert mistake.problem == "does not lock the stack's providers as main does"


def test_only_releases_bring_folders_along(folder: Folder) -> None:
    put("resource", "aws_vpc", "vpc", "chart", value="assets/other")(folder.k8s)
    folder.file("stacks/k8s/assets/other/a", "")

    assert [mistake.problem for mistake in folder.mistakes()] == [STRAY]


@pytest.mark.parametrize("place", [f"stacks/k8s/{CHART}/link", "stacks/link", "link"])
@pytest.mark.parametrize("target", ["/etc/passwd", "/etc", "nowhere"])
def test_a_link_is_refused_wherever_it_leads(folder: Folder, place: str, target: str) -> None:
    (folder.path / place).symlink_to(target)

    (mistake,) = folder.mistakes()

    assert (mistake.file, mistake.problem) == (folder.path / place, "is no regular file")


def test_a_pipe_is_refused_before_anyone_reads_it(folder: Folder) -> None:
    os.mkfifo(folder.path / f"stacks/k8s/{CHART}/pipe")

    assert [mistake.problem for mistake in folder.mistakes()] == ["is no regular file"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"resource": {}, "resource": {}}', "has an object with the key resource more than once"),
        ("{", "is not JSON"),
    ],
)
def test_json_that_two_readers_could_understand_differently_is_refused(
    folder: Folder, text: str, reason: str
) -> None:
    (mistake,) = folder.mistakes(text)

    assert mistake.file.name == "cdk.tf.json"
    assert mistake.problem.startswith(reason)


def test_a_missing_stack_is_refused(folder: Folder) -> None:
    (folder.path / "stacks/networking/cdk.tf.json").unlink()

    assert folder.mistakes()[0].problem == "cannot be read: No such file or directory"


def test_no_text_of_others_begins_a_line_which_github_would_take_for_a_command(
    folder: Folder,
) -> None:
    command = "\n::add-mask::x"
    folder.file(f"stacks/k8s/a{command}", "{}")
    put(command, value=[])(folder.k8s)
    put("resource", f"null_{command}", command, value={})(folder.k8s)
    put("provider", "aws", 0, command, value=command)(folder.k8s)
    say(f'${{file("a")}}{command}')(folder.k8s)

    assert_no_command(folder.mistakes())


def test_a_key_that_stands_twice_begins_no_line_either(folder: Folder) -> None:
    key = json.dumps("\n::add-mask::x")

    assert_no_command(folder.mistakes(f"{{{key}: 1, {key}: 2}}"))


def assert_no_command(mistakes: list[Mistake]) -> None:
    """Expect a report that tells of `::add-mask::`, and in which it begins no line."""
    report = "\n".join(str(mistake) for mistake in mistakes)

    assert "add-mask" in report
    assert not any(line.strip().startswith("::") for line in report.splitlines())
