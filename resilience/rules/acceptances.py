"""Rules about the risks that the environment's file accepts."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from config.sections.resilience import AcceptedRisk
from resilience.causes.places import Setting
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.rules.rule import Rule, Stage, Weakness

_SOURCE: Final = (
    "https://docs.aws.amazon.com/wellarchitected/latest/framework/oe-operating-model.html"
)


def covers(risk: AcceptedRisk, rule: str, subject: str) -> bool:
    """Return whether an accepted risk is about a finding, whenever that was."""
    return risk.rule == rule and fnmatchcase(subject, risk.subject)


def _weakness(index: int, risk: AcceptedRisk, *, key: str, problem: str, why: str) -> Weakness:
    return Weakness(
        subject=f"resilience.accepted.{index}",
        problem=problem,
        why=why,
        remedy="remove the acceptance, or give it a reason and a last day that still hold",
        places=(Setting(path=("resilience", "accepted", index, key)),),
        resources=(risk.subject,),
    )


def _expired(evidence: Evidence) -> Iterator[Weakness]:
    for index, risk in enumerate(evidence.accepted):
        if risk.expires < evidence.today and _is_needed(evidence, risk):
            yield _weakness(
                index,
                risk,
                key="expires",
                problem=f"the acceptance of {risk.rule} ended on {risk.expires}",
                why=f"{risk.owner} answered for it until then: {risk.reason}",
            )


def _unused(evidence: Evidence) -> Iterator[Weakness]:
    for index, risk in enumerate(evidence.accepted):
        if not _is_needed(evidence, risk):
            yield _weakness(
                index,
                risk,
                key="rule",
                problem=f"no finding of {risk.rule} is about {risk.subject}",
                why="An acceptance that nothing needs would hide the next weakness of its kind",
            )


def _is_needed(evidence: Evidence, risk: AcceptedRisk) -> bool:
    return any(covers(risk, rule, subject) for rule, subject in evidence.found)


RULES: Final = (
    Rule(
        id="acceptance-expired",
        severity=Severity.MEDIUM,
        title="The acceptance of a risk has ended",
        example="`expires: 2026-06-30`, and the finding is still there afterwards.",
        source=_SOURCE,
        find=_expired,
        stage=Stage.ACCEPTANCES,
    ),
    Rule(
        id="acceptance-unused",
        severity=Severity.LOW,
        title="A risk is accepted that is not there",
        example="`single-nat-gateway` is accepted where each zone has its gateway.",
        source=_SOURCE,
        find=_unused,
        stage=Stage.ACCEPTANCES,
    ),
)
