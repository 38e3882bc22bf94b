"""The commands of a deploy, as a person runs them."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest
from typer.testing import CliRunner, Result

from config.model import EnvironmentConfig
from delivery.__main__ import app
from ops.bootstrap.bucket import StateBucket
from ops.kubectl import Kubectl
from terraform_json.types import Json
from tests.delivery.github import FakeGithub
from tests.fixtures.account import aws

__all__ = ["aws"]

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NEEDS = {"networking": [], "k8s": ["networking"]}
K8S = {
    "resource": {
        "helm_release": {"shop": {"name": "shop", "namespace": "shop"}},
        "kubernetes_namespace_v1": {
            "shop": {"metadata": {"name": "shop", "labels": {"platform/holds": "application"}}}
        },
    }
}


class Folder:
    """A folder of stacks, of which Terraform makes `networking` without a provider.

    Attributes:
        path: The folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        stacks = {
            name: {
                "name": name,
                "constructPath": name,
                "dependencies": needed,
                "synthesizedStackPath": f"stacks/{name}/cdk.tf.json",
            }
            for name, needed in NEEDS.items()
        }
        self.write("k8s", K8S)
        self.write("networking", {})
        (path / "manifest.json").write_text(json.dumps({"stacks": stacks}))

    def write(self, stack: str, content: Json) -> None:
        """Write a stack."""
        file = self.path / "stacks" / stack / "cdk.tf.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content))

    def terraform(self, *commands: str) -> None:
        """Run Terraform in `networking`."""
        for command in commands:
            stack = self.path / "stacks/networking"
            done = subprocess.run(
                ["terraform", *command.split()], cwd=stack, check=False, capture_output=True
            )
            assert done.returncode == 0, done.stderr

    def run(self, command: str, *arguments: str, **environment: str) -> Result:
        """Run a command of delivery."""
        told = [command, arguments[0], str(self.path), *arguments[1:]]
        return CliRunner().invoke(app, told, env=environment)


@pytest.fixture
def folder(
    tmp_path: Path, staging_config: EnvironmentConfig, monkeypatch: pytest.MonkeyPatch
) -> Folder:
    """Return a folder, beside an account with the bucket of the states."""
    monkeypatch.setenv("PLATFORM_ENV", "staging")
    for name in ("GITHUB_ACTIONS", "CONFIRMED"):
        monkeypatch.delenv(name, raising=False)
    session = boto3.Session(region_name=staging_config.region)
    StateBucket(session.client("s3"), staging_config).create()
    return Folder(tmp_path / "cdktf.out")


def data(value: str) -> Json:
    """Return a stack with a resource that another value replaces."""
    return {"resource": {"terraform_data": {"a": {"triggers_replace": value}}}}


def compared(folder: Folder, commit: str = COMMIT, **environment: str) -> Result:
    """Compare the plan of `networking` with the one that was reviewed at a commit."""
    return folder.run("compare", "networking", "--commit", commit, "--private", **environment)


def test_a_plan_that_was_reviewed_goes_on_and_so_does_the_next_attempt(folder: Folder) -> None:
    folder.write("networking", data("1"))
    folder.terraform("init", "plan -out=plan")
    kept = folder.run("keep", "networking", "--commit", COMMIT)
    first = compared(folder)
    folder.terraform("apply plan", "taint terraform_data.a", "plan -out=plan")
    second = compared(folder)

    assert (kept.exit_code, kept.stderr) == (0, "")
    assert f"s3://platform-staging-111122223333-state/_reviewed/staging/{COMMIT}/" in kept.stdout
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.endswith("It is the plan that was reviewed.\n")
    assert ", since its last change did not end well; reviewed: created" in second.stdout


def test_what_moved_since_the_review_is_not_deployed_until_it_is_confirmed(folder: Folder) -> None:
    folder.write("networking", data("1"))
    folder.terraform("init", "apply -auto-approve", "plan -out=plan")
    folder.run("keep", "networking", "--commit", COMMIT)
    folder.write("networking", data("2"))
    folder.terraform("apply -auto-approve")
    folder.write("networking", data("1"))
    folder.terraform("plan -out=plan")
    moved = compared(folder)

    assert moved.exit_code == 3
    assert "- **replaced**: `terraform_data.a`, by `triggers_replace`; reviewed: no change" in (
        moved.stdout
    )
    assert "networking: not deployed." in moved.stderr
    (code,) = re.findall(r"the code `([0-9a-f]+)`", moved.stdout)
    assert compared(folder, CONFIRMED=code).exit_code == 0
    # Nobody reviewed it under another commit.
    other = compared(folder, commit=COMMIT[::-1])
    assert (other.exit_code, "There is no reviewed plan" in other.stdout) == (3, True)


def test_on_github_the_reviewed_commit_is_asked_for(folder: Folder, github: FakeGithub) -> None:
    folder.write("networking", data("1"))
    folder.terraform("init", "plan -out=plan")
    folder.run("keep", "networking", "--commit", COMMIT)
    merged, base, head = "d" * 40, {"ref": "main", "sha": ""}, {"ref": "change", "sha": COMMIT}
    told = {"merged_at": "now", "merge_commit_sha": merged, "base": base, "head": head}
    github.answer = [told]
    variables = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": github.url,
        "GITHUB_REPOSITORY": "acme/platform",
        "GITHUB_SHA": merged,
        "GITHUB_TOKEN": "token",
    }

    done = folder.run("compare", "networking", **variables)

    assert done.stdout.endswith("It is the plan that was reviewed.\n")


@pytest.mark.parametrize("command", ["keep", "compare"])
def test_without_a_plan_there_is_nothing_to_keep_or_to_compare(
    folder: Folder, command: str
) -> None:
    done = folder.run(command, "networking", "--commit", COMMIT)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "Terraform cannot show the plan" in done.stderr


@pytest.mark.parametrize("command", ["pending", "ready", "compare"])
def test_a_stack_that_is_not_there_is_refused(folder: Folder, command: str) -> None:
    done = folder.run(command, "queues")

    assert done.exit_code == 2
    assert "has no stack queues, only k8s, networking" in done.stderr


def test_a_stack_without_releases_and_applications_waits_for_nothing(folder: Folder) -> None:
    assert folder.run("pending", "networking").stdout == "networking has no release.\n"
    assert folder.run("ready", "networking").stdout == "networking has no application.\n"


def test_before_there_is_a_cluster_nothing_is_pending_and_nothing_ready(folder: Folder) -> None:
    assert folder.run("pending", "k8s").exit_code == 0
    done = folder.run("ready", "k8s")
    assert (done.exit_code, "is not there" in done.stderr) == (1, True)


def test_a_release_that_is_pending_stops_the_deploy(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cluster(Kubectl):
        def run(self, *_: str) -> str:
            return "shop  secret  helm.sh/release.v1  1  3m  shop  1  pending-install"

    @contextmanager
    def cluster(*_: object) -> Iterator[Kubectl]:
        yield Cluster()

    monkeypatch.setattr("delivery.deploy.commands.cluster_of", cluster)
    done = folder.run("pending", "k8s")

    assert (done.exit_code, done.stdout) == (3, "")
    assert "shop/shop: revision 1 is pending-install, for 3m\n" in done.stderr
    assert "\n  helm uninstall shop --namespace shop --wait\n" in done.stderr


def test_a_failure_is_told_from_what_was_printed(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("Error: Saved plan is stale")

    done = folder.run("failed", "networking", "--printed", str(tmp_path), "--private")

    assert done.exit_code == 0
    assert done.stdout.startswith("## staging networking: not deployed (wave 1 of 2)\n")
    assert "Not started, since they need it: k8s." in done.stdout
    assert "Error: Saved plan is stale" in done.stdout
