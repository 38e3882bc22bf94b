"""Findings: what is weak, where it comes from, and what to change."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How grave a finding is."""

    HIGH = "high"
    """users lose something when one domain fails"""
    MEDIUM = "medium"
    """a failure takes longer to mend, or a second one is worse"""
    LOW = "low"
    """something that a well-kept platform has"""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """The line that causes a finding.

    Attributes:
        file: The file: of configuration, of values, or of Terraform's JSON where no configuration
            leads there.
        line: The line, counted from one; None where only the file is known.
        key: The key there, with dots between its parts.
    """

    file: Path
    line: int | None
    key: str

    def __str__(self) -> str:
        """Return it as compilers do: `file:line: key`."""
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{place}: {self.key}" if self.key else place


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """A risk that the environment's file accepts.

    Attributes:
        reason: Why.
        owner: Who answers for it.
        expires: The last day on which it counts.
    """

    reason: str
    owner: str
    expires: date


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A weakness.

    Attributes:
        rule: The stable id of the rule that found it, such as `single-nat-gateway`.
        severity: How grave it is.
        subject: Whom it concerns: a resource's stack and address, or a workload's key. With the
            rule it names the finding: an acceptance is of both.
        path: The name of the path that suffers, if it is one.
        domain: The domain whose failure shows it, as people read it, if it is one.
        resources: The resources that take part, each as its stack and address with `:` between.
        cause: The line that causes it.
        problem: What is wrong, in one sentence.
        why: What follows for users, with the arithmetic or the source.
        remedy: What to change.
        accepted: The acceptance that covers it, if one does.
        explains: The elements, workloads and steps whose failures it explains, beside its subject.
    """

    rule: str
    severity: Severity
    subject: str
    path: str | None = None
    domain: str | None = None
    resources: tuple[str, ...] = ()
    cause: Cause
    problem: str
    why: str
    remedy: str
    accepted: Acceptance | None = None
    explains: tuple[str, ...] = ()
