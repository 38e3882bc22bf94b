"""Runs all rules over an analysis, and gives each finding its cause and its acceptance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from config.sections.resilience import AcceptedRisk
from resilience.analysis import RANKS, Analysis
from resilience.causes.causes import Causes
from resilience.causes.sources import Sources
from resilience.ceilings.read import ceilings_of
from resilience.evidence import Evidence
from resilience.findings import Acceptance, Finding, Severity
from resilience.rules.acceptances import covers
from resilience.rules.registry import RULES
from resilience.rules.rule import Rule, Stage, Weakness

Found = tuple[Rule, Weakness]


def judged(analysis: Analysis, sources: Sources, rules: Sequence[Rule] = RULES) -> Analysis:
    """Return an analysis with its findings, the gravest first, and its ceilings.

    Accepted findings are among them.

    Args:
        analysis: What survives which failure.
        sources: The files from which the platform was synthesized.
        rules: The rules that look.
    """
    evidence = _evidence(analysis, sources)
    found: list[Found] = []
    for stage in Stage:
        known = list(found)
        for severity in RANKS:
            looking = [each for each in rules if (each.stage, each.severity) == (stage, severity)]
            found += _weaknesses(_looked(evidence, known, severity), looking)
    causes = Causes(analysis.model, sources)
    made = (_finding(rule, weakness, causes, sources) for rule, weakness in _told_once(found))
    return replace(analysis, findings=tuple(sorted(made, key=_order)), ceilings=evidence.ceilings)


def _evidence(analysis: Analysis, sources: Sources) -> Evidence:
    evidence = Evidence(
        analysis=analysis,
        production=sources.production,
        today=sources.today,
        vcpu_quota=sources.settings.vcpu_quota,
        accepted=sources.settings.accepted,
    )
    return replace(evidence, ceilings=ceilings_of(evidence))


def _looked(evidence: Evidence, known: Sequence[Found], severity: Severity) -> Evidence:
    """Return what rules of a severity look at: only what is as grave explains what they find."""
    grave = RANKS[: RANKS.index(severity) + 1]
    return replace(
        evidence,
        explained=frozenset(
            each for rule, weakness in known if rule.severity in grave for each in weakness.explains
        ),
        found=frozenset((rule.id, weakness.subject) for rule, weakness in known),
    )


def _weaknesses(evidence: Evidence, rules: Iterable[Rule]) -> Iterator[Found]:
    for rule in rules:
        for weakness in rule.find(evidence):
            yield rule, weakness


def _told_once(found: Sequence[Found]) -> Iterator[Found]:
    """Yield what no other rule says better of the same subject."""
    told = {(rule.id, weakness.subject) for rule, weakness in found}
    for rule, weakness in found:
        if not any((other, weakness.subject) in told for other in rule.yields_to):
            yield rule, weakness


def _finding(rule: Rule, weakness: Weakness, causes: Causes, sources: Sources) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        subject=weakness.subject,
        path=weakness.path,
        domain=weakness.domain,
        resources=weakness.resources,
        cause=causes.of(weakness.places),
        problem=weakness.problem,
        why=weakness.why,
        remedy=weakness.remedy,
        accepted=_acceptance(rule, weakness, sources),
        explains=tuple(sorted(weakness.explains)),
    )


def _acceptance(rule: Rule, weakness: Weakness, sources: Sources) -> Acceptance | None:
    for risk in sources.settings.accepted:
        if covers(risk, rule.id, weakness.subject) and risk.expires >= sources.today:
            return _taken(risk)
    return None


def _taken(risk: AcceptedRisk) -> Acceptance:
    return Acceptance(reason=risk.reason, owner=risk.owner, expires=risk.expires)


def _order(finding: Finding) -> tuple[int, str, str]:
    return RANKS.index(finding.severity), finding.rule, finding.subject
