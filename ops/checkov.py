"""Checks synthesized stacks with checkov: `python -m ops.checkov FOLDER`.

A finding is waived beside its resource, by `constructs.waivers`. A waiver of a check that passes,
or that checkov does not make of the resource, is reported as well. Nothing is sent or fetched.

Exit status: 0 without a finding, 1 with one, 2 when checkov could not read the stacks.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

CHECKOV: Final = Path(".tools/checkov/bin/checkov")
STACK_FILE: Final = "cdk.tf.json"

# checkov cannot read the rest of Terraform's JSON: it trips over `required_version`.
_READ: Final = ("provider", "data", "resource")
_OPTIONS: Final = ("--framework", "terraform_json", "--skip-download", "--compact", "-o", "json")


@dataclass(frozen=True, order=True, kw_only=True)
class Finding:
    """A check and the resource that it is about.

    Attributes:
        stack: The folder of the stack, within the folder that was checked.
        resource: The resource's name, without its type.
        check: The check's id.
    """

    stack: str
    resource: str
    check: str

    def __str__(self) -> str:
        """Return the finding on one line."""
        return f"{self.stack}: {self.resource}: {self.check}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What checkov made of the stacks.

    Attributes:
        failed: What it found, with the name of each check.
        passed: The checks that it made of a resource and found nothing.
    """

    failed: dict[Finding, str]
    passed: frozenset[Finding]


class UnreadableError(Exception):
    """checkov did not read what it was given."""


def main(folder: Path) -> int:
    """Print what is wrong with the stacks in `folder` and return the exit status."""
    try:
        stacks = read_stacks(folder)
        report = run_checkov(stacks)
    except UnreadableError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    problems = list(compare(report, waivers(stacks)))
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write(
        f"checkov: {len(stacks)} stacks, {len(problems)} problems,"
        f" {len(report.failed)} findings in all\n"
    )
    return 1 if problems else 0


def read_stacks(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the JSON of every stack below `folder`, by its folder.

    Raises:
        UnreadableError: There is none.
    """
    files = sorted(folder.rglob(STACK_FILE))
    if not files:
        raise UnreadableError(f"{folder} holds no {STACK_FILE}: synthesize the stacks first")
    return {
        str(file.parent.relative_to(folder)): json.loads(file.read_text(encoding="utf-8"))
        for file in files
    }


def waivers(stacks: dict[str, dict[str, Any]]) -> dict[Finding, str]:
    """Return what is waived in the stacks, and why."""
    return {
        Finding(stack=stack, resource=name, check=check): reason
        for stack, data in stacks.items()
        for resources in data["resource"].values()
        for name, resource in resources.items()
        for check, reason in resource.get("//", {}).get("checkov", {}).items()
    }


def compare(report: Report, waived: Iterable[Finding]) -> Iterator[str]:
    """Yield what is wrong: findings that are not waived, and waivers without a finding."""
    failed, waived = report.failed, set(waived)
    for finding in sorted(failed.keys() - waived):
        yield f"{finding} fails: {failed[finding]}\n  mend it, or waive it beside the resource"
    for finding in sorted(waived - failed.keys()):
        if finding in report.passed:
            yield f"{finding} is waived, but passes\n  take the waiver away"
        else:
            yield (
                f"{finding} is waived, but checkov makes no such check of this resource\n"
                "  correct the id, or take the waiver away"
            )


def run_checkov(stacks: dict[str, dict[str, Any]]) -> Report:
    """Return what checkov finds.

    Raises:
        UnreadableError: checkov could not read one of the stacks, or is not there.
    """
    if not CHECKOV.exists():
        raise UnreadableError(f"{CHECKOV} is missing: `make setup` installs it")
    with tempfile.TemporaryDirectory() as folder:
        for stack, data in stacks.items():
            copy = Path(folder) / stack / STACK_FILE
            copy.parent.mkdir(parents=True, exist_ok=True)
            readable = {key: data[key] for key in _READ if key in data}
            copy.write_text(json.dumps(readable, indent=1), encoding="utf-8")
        done = subprocess.run(
            [CHECKOV, "--directory", folder, *_OPTIONS], capture_output=True, text=True, check=False
        )
    printed = json.loads(done.stdout) if done.stdout else {}
    if "results" not in printed or printed["summary"]["parsing_errors"]:
        raise UnreadableError(f"checkov could not read the stacks:\n{done.stderr}{done.stdout}")
    results = printed["results"]
    return Report(
        failed={_finding(result): result["check_name"] for result in results["failed_checks"]},
        passed=frozenset(_finding(result) for result in results["passed_checks"]),
    )


def _finding(result: dict[str, Any]) -> Finding:
    return Finding(
        stack=str(Path(result["file_path"]).parent).lstrip("/"),
        resource=result["resource"].rpartition(".")[2],
        check=result["check_id"],
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
