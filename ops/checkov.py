"""Checks synthesized stacks with checkov: `python -m ops.checkov FOLDER`.

A finding is waived beside its resource, by `constructs.waivers`; a waiver of a check that passes is
reported as well. Nothing is sent or fetched.

Exit status: 0 without a finding, 1 with one, 2 when checkov could not read the stacks.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from terraform_json.manifest import MANIFEST, STACK_FILE, read_manifest
from terraform_json.stack import resources
from terraform_json.types import Json, TerraformJsonError

CHECKOV: Final = Path(".tools/checkov/bin/checkov")

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


class UnreadableError(Exception):
    """checkov did not read what it was given."""


def main(folder: Path) -> int:
    """Print what is wrong with the stacks in `folder` and return the exit status."""
    try:
        stacks = read_stacks(folder)
        failed = run_checkov(stacks)
    except UnreadableError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    problems = list(compare(failed, waivers(stacks)))
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write(
        f"checkov: {len(stacks)} stacks, {len(problems)} problems, {len(failed)} findings in all\n"
    )
    return 1 if problems else 0


def read_stacks(folder: Path) -> dict[str, Json]:
    """Return the JSON of every stack, by its folder within `folder`.

    Args:
        folder: What one synthesis wrote, or a folder that holds several such folders.

    Raises:
        UnreadableError: There is none, or one cannot be read.
    """
    outputs = [each for each in (folder, *sorted(folder.glob("*"))) if (each / MANIFEST).exists()]
    if not outputs:
        raise UnreadableError(f"{folder} holds no {MANIFEST}: synthesize the stacks first")
    try:
        return {
            str(stack.folder.relative_to(folder)): stack.read()
            for output in outputs
            for stack in read_manifest(output).values()
        }
    except TerraformJsonError as error:
        raise UnreadableError(f"{error}. Synthesize the stacks anew.") from error


def waivers(stacks: dict[str, Json]) -> dict[Finding, str]:
    """Return what is waived in the stacks, and why."""
    return {
        Finding(stack=stack, resource=address.partition(".")[2], check=check): reason
        for stack, data in stacks.items()
        for address, resource in resources(data).items()
        for check, reason in resource.get("//", {}).get("checkov", {}).items()
    }


def compare(failed: dict[Finding, str], waived: Iterable[Finding]) -> Iterator[str]:
    """Yield what is wrong: findings that are not waived, and waivers without a finding."""
    waived = set(waived)
    for finding in sorted(failed.keys() - waived):
        yield f"{finding} fails: {failed[finding]}\n  mend it, or waive it beside the resource"
    for finding in sorted(waived - failed.keys()):
        yield f"{finding} is waived, but passes\n  take the waiver away"


def run_checkov(stacks: dict[str, Json]) -> dict[Finding, str]:
    """Return what checkov finds, with the name of each check.

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
    report = json.loads(done.stdout) if done.stdout else {}
    if "results" not in report or report["summary"]["parsing_errors"]:
        raise UnreadableError(f"checkov could not read the stacks:\n{done.stderr}{done.stdout}")
    return {
        Finding(
            stack=str(Path(result["file_path"]).parent).lstrip("/"),
            resource=result["resource"].rpartition(".")[2],
            check=result["check_id"],
        ): result["check_name"]
        for result in report["results"]["failed_checks"]
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
