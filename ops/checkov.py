"""Checks synthesized stacks with checkov: `python -m ops.checkov FOLDER`.

A finding is waived beside its resource, by `constructs.waivers`. A waiver of a check that passes,
or that checkov does not make of the resource, is reported as well. Nothing is sent or fetched.

Example: `python -m ops.checkov cdktf.out`.

Exit status: 0 without a finding; 1 with one, or without checkov; 2 when checkov could not read the
stacks.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from ops.command import Failure, Refusal, ends_well, run
from ops.synthesized import refused_unless_synthesized
from terraform_json.manifest import MANIFEST, STACK_FILE, read_manifest
from terraform_json.stack import resources
from terraform_json.types import Json

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


@dataclass(frozen=True, kw_only=True)
class Report:
    """The result of checkov for the stacks.

    Attributes:
        failed: What it found, with the name of each check.
        passed: The checks that it made of a resource and found nothing.
    """

    failed: dict[Finding, str]
    passed: frozenset[Finding]


def main(
    folder: Annotated[Path, typer.Argument(help="A folder with synthesized stacks.")],
) -> None:
    """Print what is wrong with synthesized stacks."""
    with ends_well():
        stacks = read_stacks(folder)
        report = run_checkov(stacks)
        problems = list(compare(report, waivers(stacks)))
        typer.echo(
            f"checkov: {len(stacks)} stacks, {len(problems)} problems,"
            f" {len(report.failed)} findings in all"
        )
        if problems:
            raise Failure("\n".join(problems))


@refused_unless_synthesized()
def read_stacks(folder: Path) -> dict[str, Json]:
    """Return the JSON of every stack, by its folder within `folder`.

    Args:
        folder: What one synthesis wrote, or a folder that holds several such folders.

    Raises:
        Refusal: There is none, or one cannot be read.
    """
    outputs = [each for each in (folder, *sorted(folder.glob("*"))) if (each / MANIFEST).exists()]
    if not outputs:
        raise Refusal(f"{folder} holds no {MANIFEST}: synthesize the stacks first")
    return {
        str(stack.folder.relative_to(folder)): stack.read()
        for output in outputs
        for stack in read_manifest(output).values()
    }


def waivers(stacks: dict[str, Json]) -> dict[Finding, str]:
    """Return what is waived in the stacks, and why."""
    return {
        Finding(stack=stack, resource=address.partition(".")[2], check=check): reason
        for stack, data in stacks.items()
        for address, resource in resources(data).items()
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


def run_checkov(stacks: dict[str, Json]) -> Report:
    """Return what checkov finds.

    Raises:
        Refusal: checkov could not read one of the stacks.
        Failure: checkov is missing.
    """
    if not CHECKOV.exists():
        raise Failure(f"{CHECKOV} is missing: `make setup` installs it.")
    with tempfile.TemporaryDirectory() as folder:
        for stack, data in stacks.items():
            copy = Path(folder) / stack / STACK_FILE
            copy.parent.mkdir(parents=True, exist_ok=True)
            readable = {key: data[key] for key in _READ if key in data}
            copy.write_text(json.dumps(readable, indent=1), encoding="utf-8")
        done = subprocess.run(
            [CHECKOV, "--directory", folder, *_OPTIONS],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    printed = _printed(done.stdout)
    try:
        if not printed["summary"]["parsing_errors"]:
            return _report(printed["results"])
    except (KeyError, TypeError, AttributeError):
        pass  # it printed something else than a report, which says why
    raise Refusal(f"checkov could not read the stacks:\n{done.stderr}{done.stdout}")


def _report(results: Json) -> Report:
    return Report(
        failed={_finding(result): result["check_name"] for result in results["failed_checks"]},
        passed=frozenset(_finding(result) for result in results["passed_checks"]),
    )


def _finding(result: Json) -> Finding:
    return Finding(
        stack=str(Path(result["file_path"]).parent).lstrip("/"),
        resource=result["resource"].rpartition(".")[2],
        check=result["check_id"],
    )


def _printed(stdout: str) -> Json:
    """Return what checkov reports in JSON; nothing where it printed something else."""
    try:
        report = json.loads(stdout)
    except (json.JSONDecodeError, RecursionError):
        return {}
    # It prints a list of reports where it found more than one framework, or none.
    return report if isinstance(report, dict) else {}


if __name__ == "__main__":
    run(main, __doc__)
