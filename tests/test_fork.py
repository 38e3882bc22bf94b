"""A fork replaces what is its owner's, renews the snapshots, and its tests are green.

Only the tests that read something of the owner's run in the fork (`tests/fixtures/owned.py`). All
others read the tests' own environments and applications, and fail where they read the owner's: they
are the same in a fork. The owner's slow tests, which start a cluster and Terraform, are left out.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from delivery.deploy.environments import WORKFLOW, with_jobs
from terraform_json.types import Json
from tests.fixtures import cert_manager
from tests.fixtures.clone import clone, environment_of
from tests.fixtures.owned import READERS
from tests.fixtures.printing import printed

pytestmark = [pytest.mark.slow, pytest.mark.long]

DIGEST = f"sha256:{64 * '7'}"
IMAGE = {"image": {"repository": "registry.acme.example/acme/one", "digest": DIGEST}}
QUEUE = (
    "arn:aws:sqs:$(platform.region):$(platform.account_id):$(platform.environment)-ledger-entries"
)
APPLICATIONS: dict[str, Json] = {
    "ledger/values.yaml": IMAGE | {"autoscaling": {"minReplicas": 4}},
    "ledger/platform.yaml": {
        "database": True,
        "callers": ["till"],
        "iam": [{"actions": ["sqs:SendMessage"], "resources": [QUEUE]}],
    },
    "till/values.yaml": IMAGE,
    "till/values.live.yaml": {"ingresses": [{"host": "till.acme.example"}]},
    "till/platform.yaml": {"peers": ["ledger"]},
    "report-2/values.yaml": IMAGE,
    "report-2/platform.live.yaml": {"enabled": False},
}
"""Files of other applications, in `helm/apps`."""


def environment(name: str, *, production: bool, account: str, network: int) -> Json:
    """Return an environment of another project, in another account, region and network."""
    cidr = f"172.{network}"
    zones = {
        f"ap-southeast-2{letter}": {
            "public": f"{cidr}.{index}.0/24",
            "database": f"{cidr}.{8 + index}.0/24",
            "private": f"{cidr}.{32 * (index + 1)}.0/19",
        }
        for index, letter in enumerate("abc")
    }
    return {
        "name": name,
        "production": production,
        "project": "acme",
        "account_id": account,
        "region": "ap-southeast-2",
        "deploy_role": "acme-deployer",
        "plan_role": "acme-planner",
        "state": {"bucket": f"acme-{name}-state", "lock_table": f"acme-{name}-locks"},
        "network": {"cidr": f"{cidr}.0.0/16", "zones": zones},
        "dns": {"domain": "acme.example" if production else "lab.acme.example"},
        "cluster": {"version": "1.35"},
        "database": {
            "engine_version": "17.9",
            "instance_class": "db.r8g.large",
            "readers": {"fixed": 2, "max": 4},
        },
    }


ENVIRONMENTS = {
    "lab": environment("lab", production=False, account="210987654321", network=20),
    "live": environment("live", production=True, account="109876543210", network=24),
}


@pytest.fixture
def fork(tmp_path: Path) -> Path:
    """Return a copy of the project in which all that is the owner's is another's."""
    folder = clone(tmp_path / "fork")
    replace_environments(folder)
    replace_applications(folder)
    for name, text in {
        "addon.yaml": cert_manager.ADDON,
        "values.yaml": cert_manager.VALUES,
    }.items():
        (folder / "helm/addons" / cert_manager.NAME).mkdir(exist_ok=True)
        (folder / "helm/addons" / cert_manager.NAME / name).write_text(text, encoding="utf-8")
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    """Make a folder a repository with one commit, as a fork is."""
    author = ["-c", "user.name=fork", "-c", "user.email=fork@acme.example"]
    for command in (["init"], ["add", "."], ["commit", "--message=Ours", "--no-gpg-sign"]):
        git = ["git", *author, *command, "--quiet"] if command[0] != "add" else ["git", *command]
        subprocess.run(git, cwd=folder, check=True)


def replace_environments(folder: Path) -> None:
    """Give a fork other environments, and say so to the pipeline and to the commands."""
    for file in (folder / "config/environments").glob("*.yaml"):
        file.unlink()
    for name, data in ENVIRONMENTS.items():
        write(folder / f"config/environments/{name}.yaml", data)
    settings = json.loads((folder / "cdktf.json").read_text(encoding="utf-8"))
    settings["context"]["environment"] = "lab"
    (folder / "cdktf.json").write_text(json.dumps(settings), encoding="utf-8")
    deploy = folder / WORKFLOW
    production = {name: data["production"] for name, data in ENVIRONMENTS.items()}
    deploy.write_text(with_jobs(deploy.read_text(encoding="utf-8"), production), "utf-8")


def replace_applications(folder: Path) -> None:
    """Give a fork other applications, and their teams."""
    for application in (folder / "helm/apps").glob("*/"):
        shutil.rmtree(application)
    for name, data in APPLICATIONS.items():
        write(folder / "helm/apps" / name, data)
    owners = folder / ".github/CODEOWNERS"
    lines = owners.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("/helm/apps/")]
    owners.write_text("\n".join([*kept, "/helm/apps/till/values*.yaml @acme/till", ""]), "utf-8")


def write(file: Path, data: Json) -> None:
    """Write a file in YAML."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def run(folder: Path, command: list[str]) -> str:
    """Run a command in a fork, expect success, and return what it printed."""
    return printed(command, folder, environment_of(folder))


def recipe(folder: Path, target: str) -> str:
    """Return what make runs for a target, but for what sets up: here are links to what is."""
    listed = run(folder, ["make", "--dry-run", "--no-print-directory", target])
    return "\n".join(line for line in listed.splitlines() if "ops/setup/" not in line)


@pytest.mark.parametrize("scaffolds", [(), ("app shop", "addon reloader", "environment dev")])
def test_the_tests_of_what_is_the_owner_s_are_green_once_the_snapshots_are_renewed(
    fork: Path, scaffolds: tuple[str, ...]
) -> None:
    for scaffold in scaffolds:
        run(fork, ["python", "-m", "scaffold", *scaffold.split()])
    run(fork, ["sh", "-ec", recipe(fork, "snapshots")])
    told = run(fork, ["pytest", "-m", "not slow", "-p", "no:cacheprovider", *READERS])
    assert " passed" in told
    run(fork, ["sh", "-ec", recipe(fork, "checkov")])
