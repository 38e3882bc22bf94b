"""A repository with its workflows, an account and a cluster: all on this machine."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest

from bench.project import copied_project
from config.environment import load_environment
from config.model import EnvironmentConfig
from ops.bootstrap.__main__ import bootstrap
from sandbox import local_aws
from sandbox.client import client_of
from sandbox.environment import sandbox_environment
from sandbox.paths import KUBERNETES, RECORD, SERVER_LOG
from sandbox.terraform.aws_half import keep_aws_half
from sandbox.terraform.provider import running_provider
from terraform_json.manifest import read_manifest
from terraform_json.order import in_order
from tests.delivery.github import FakeGithub, fake_github
from tests.delivery.workflow import Done, Runner
from tests.fixtures.checkout import ROOT
from tests.sandbox.programs import HALF, OUTPUT, stand_ins

APPLICATION: Final = "app1"
REPOSITORY: Final = "acme/platform"
SITE: Final = "https://github.com"
MERGED: Final = "b" * 40
_BRANCH: Final = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_REPOSITORY": REPOSITORY,
    "GITHUB_RUN_ID": "2",
    "GITHUB_SHA": MERGED,
}
_KNOWN: Final = {
    "github.event.repository.private": True,
    "github.event.workflow_run.conclusion": "success",
    "github.event.workflow_run.head_branch": "change",
    "github.event.workflow_run.html_url": f"{SITE}/{REPOSITORY}/actions/runs/1",
    "github.repository": REPOSITORY,
    "github.run_id": "2",
    "github.server_url": SITE,
    "github.token": "token",
    "needs.verify.result": "success",
    # What a job's own action `stack` prepares is there already.
    "steps.stack.outcome": "success",
}


@dataclass(frozen=True, kw_only=True)
class Flow:
    """What pull requests and merges act on.

    Attributes:
        config: The environment.
        github: What GitHub's API answers.
        runner: The machine on which jobs run.
        temp: A folder for what jobs write.
        deployed: The newest job of each stack that deployed it.
    """

    config: EnvironmentConfig
    github: FakeGithub
    runner: Runner
    temp: Path
    deployed: dict[str, Done] = field(default_factory=dict)
    _runs: "count[int]" = field(default_factory=count)

    def client(self, service: str) -> Any:  # noqa: ANN401 - one type a service
        """Return a client of the account."""
        return client_of(service, self.config.region, self.runner.variables["AWS_ENDPOINT_URL"])

    def synthesize(self) -> None:
        """Synthesize, and keep aside what Terraform can take of it on any machine."""
        plan, made = (each / "stacks/k8s/plan" for each in (OUTPUT, HALF))
        plan.unlink(missing_ok=True)
        done = subprocess.run([sys.executable, "main.py"], check=False, capture_output=True)
        assert done.returncode == 0, done.stderr
        # Terraform goes on in the folder of before: what it knows of its state is there.
        shutil.copytree(OUTPUT, HALF, dirs_exist_ok=True)
        keep_aws_half(HALF)
        plan.symlink_to(made.resolve())

    def propose(self, head: str, *stacks: str) -> str:
        """Run plan.yml for a pull request, of some stacks or all, and return the comment."""
        branches = {"base": {"ref": "main", "sha": ""}, "head": _branch(head)}
        self.github.routes = {
            "/pulls": [{"number": 1, "state": "open", **branches}],
            "/comments": [],
            "/runs": {"workflow_runs": []},
        }
        self.github.written.clear()
        names, temp = stacks or self.stacks, self._folder("plan")
        plans = [{"environment": self.config.name, "stack": each} for each in names]
        known: dict[str, object] = {
            "github.event.workflow_run.head_sha": head,
            "matrix.environment": self.config.name,
            "needs.verify.outputs.plans": json.dumps(plans),
        }
        for name in names:
            done = self.runner.run("plan.yml", "plan", temp, known | {"matrix.stack": name})
            assert not done.failed, done
        done = self.runner.run("plan.yml", "comment", temp, known)
        assert not done.failed, done
        ((_, _, written),) = self.github.written
        assert isinstance(written, dict)
        return str(written["body"])

    def merge(self, head: str) -> None:
        """Merge a pull request: GitHub then says which one it was.

        Jobs of its deploy that are not run count as those of the deploy before: it changes nothing
        in their stacks.
        """
        branches = {"base": {"ref": "main", "sha": ""}, "head": _branch(head)}
        merged = {"merged_at": "now", "merge_commit_sha": MERGED, **branches}
        self.github.routes = {"/pulls": [merged], "/git/ref": {"object": {"sha": MERGED}}}

    def deploy(self, *stacks: str, **variables: str) -> None:
        """Run deploy-environment.yml, of some stacks or all, in their order.

        Args:
            stacks: The stacks; those of the jobs that failed, to run these again.
            variables: Variables of the GitHub environment.
        """
        known: dict[str, object] = {"inputs.environment": self.config.name}
        known |= {f"vars.{name}": value for name, value in variables.items()}
        for name in stacks or self.stacks:
            told = [
                {
                    "name": f"{self.config.name} / {each}",
                    "status": "completed",
                    "conclusion": "failure" if done.failed else "success",
                }
                for each, done in self.deployed.items()
            ]
            self.github.routes["/jobs"] = {"jobs": told}
            self.deployed[name] = self.runner.run(
                "deploy-environment.yml",
                "deploy",
                self._folder(name),
                known | {"matrix.stack": name},
            )

    @property
    def stacks(self) -> list[str]:
        """The stacks, each after those that it needs."""
        return in_order({n: s.dependencies for n, s in read_manifest(OUTPUT).items()})

    def _folder(self, name: str) -> Path:
        return self.temp / f"{next(self._runs)}-{name}"


def _branch(head: str) -> dict[str, object]:
    return {"ref": "change", "sha": head, "repo": {"full_name": REPOSITORY}}


@contextmanager
def flow(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flow]:
    """Yield a repository with one application, and an account that is bootstrapped; work in it."""
    copy = copied_project(folder, tools=ROOT)
    for each in (copy / "helm/apps").iterdir():
        if each.is_dir() and each.name != APPLICATION:
            shutil.rmtree(each)
    monkeypatch.chdir(copy)
    config = load_environment("staging")
    with ExitStack() as stack:
        record = RECORD.resolve()
        server = local_aws.start(config, record, SERVER_LOG, kubernetes=KUBERNETES)
        stack.callback(local_aws.stop, server, record)
        github = stack.enter_context(fake_github())
        variables = sandbox_environment(config, server.endpoint)
        variables |= {**_BRANCH, "GITHUB_API_URL": github.url, "GITHUB_RUN_ATTEMPT": "2", "CI": "1"}
        variables |= stack.enter_context(running_provider("aws", variables))
        programs = stack.enter_context(stand_ins(folder / "bin", copy))
        variables["PATH"] = f"{programs}:{variables['PATH']}"
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        list(bootstrap(config))
        temp = folder / "temp"
        temp.mkdir()
        # What would take minutes where somebody holds a lock.
        replaced = {"-lock-timeout=5m": "-lock-timeout=0s"}
        runner = Runner(checkout=copy, variables=variables, known=_KNOWN, replaced=replaced)
        yield Flow(config=config, github=github, runner=runner, temp=temp)
