"""The workflows and actions in .github/, as GitHub reads them."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from terraform_json.types import Json

ROOT = Path(__file__).parents[2]
WORKFLOWS = ROOT / ".github/workflows"
FILES = sorted(WORKFLOWS.glob("*.yml"))
STACK = ROOT / ".github/actions/stack/action.yml"
ACTIONS = sorted((ROOT / ".github/actions").glob("*/action.yml"))
CALLED = "./.github/workflows/"
CREDENTIALS = "aws-actions/configure-aws-credentials"


def triggers(workflow: str) -> Json:
    """Return what starts a workflow; YAML 1.1 reads the key `on` as true."""
    on = yaml.safe_load((WORKFLOWS / workflow).read_text())[True]
    return dict.fromkeys([on]) if isinstance(on, str) else dict(on)


def jobs(workflow: str) -> Json:
    """Return the jobs of a workflow."""
    loaded: Json = yaml.safe_load((WORKFLOWS / workflow).read_text())["jobs"]
    return loaded


def all_jobs() -> Iterator[tuple[str, Json]]:
    """Yield every job with the file of its workflow."""
    for file in FILES:
        for job in jobs(file.name).values():
            yield file.name, job


def steps(file: Path) -> list[Json]:
    """Return all steps of a workflow or an action."""
    loaded: Json = yaml.safe_load(file.read_text())
    runs = [loaded["runs"]] if "runs" in loaded else loaded["jobs"].values()
    return [step for each in runs for step in each.get("steps", [])]


def run_by_pull_requests() -> set[str]:
    """Return the workflows that a pull request runs as it has changed them, the called included."""
    found = {file.name for file in FILES if "pull_request" in triggers(file.name)}
    while True:
        called = {
            job["uses"].removeprefix(CALLED)
            for workflow in found
            for job in jobs(workflow).values()
            if "uses" in job
        }
        if called <= found:
            return found
        found |= called


def with_identity() -> list[tuple[str, Json]]:
    """Return the jobs that may ask for an identity themselves, with the file of their workflow."""
    return [
        (workflow, job)
        for workflow, job in all_jobs()
        if "id-token" in job.get("permissions", {}) and "uses" not in job
    ]


def place(job: Json, text: str) -> int:
    """Return which step of a job is the one that uses or runs something."""
    (found,) = [
        index
        for index, step in enumerate(job["steps"])
        if text in step.get("uses", "") + step.get("run", "")
    ]
    return found
