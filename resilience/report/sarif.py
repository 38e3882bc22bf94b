"""The findings as SARIF 2.1.0, which GitHub's code scanning and editors show beside the lines.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

import attrs
import sarif_om

from resilience.analysis import Analysis
from resilience.findings import Finding, Severity

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION: Final = "2.1.0"
LEVELS: Final = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}


def as_sarif(analysis: Analysis) -> str:
    """Return the findings as SARIF, accepted ones as suppressed results."""
    rules = {each.rule: each for each in reversed(analysis.findings)}
    driver = sarif_om.ToolComponent(
        name="resilience", rules=[_rule(rules[rule]) for rule in sorted(rules)]
    )
    run = sarif_om.Run(
        tool=sarif_om.Tool(driver=driver),
        results=[_result(finding, sorted(rules)) for finding in analysis.findings],
        # Lines are counted in characters of UTF-16 unless this says otherwise.
        column_kind="unicodeCodePoints",
    )
    log = sarif_om.SarifLog(schema_uri=SCHEMA, version=VERSION, runs=[run])
    return json.dumps(_plain(log), indent=2) + "\n"


def _rule(finding: Finding) -> sarif_om.ReportingDescriptor:
    """Return a rule as a finding of it tells it."""
    return sarif_om.ReportingDescriptor(
        id=finding.rule,
        short_description=_message(finding.rule.replace("-", " ")),
        default_configuration=sarif_om.ReportingConfiguration(level=LEVELS[finding.severity]),
        help=_message(finding.remedy),
    )


def _result(finding: Finding, rules: list[str]) -> sarif_om.Result:
    words = (finding.problem, finding.why, f"Remedy: {finding.remedy}")
    return sarif_om.Result(
        rule_id=finding.rule,
        rule_index=rules.index(finding.rule),
        level=LEVELS[finding.severity],
        message=_message("\n".join(f"{word[:1].upper()}{word[1:]}" for word in words)),
        locations=[_location(finding)],
        partial_fingerprints={"ruleAndSubject/v1": _fingerprint((finding.rule, finding.subject))},
        suppressions=list(_suppressions(finding)),
    )


def _location(finding: Finding) -> sarif_om.Location:
    line = finding.cause.line
    return sarif_om.Location(
        physical_location=sarif_om.PhysicalLocation(
            artifact_location=sarif_om.ArtifactLocation(uri=finding.cause.file.as_posix()),
            region=sarif_om.Region(start_line=line) if line else None,
        ),
        logical_locations=[
            sarif_om.LogicalLocation(fully_qualified_name=name)
            for name in dict.fromkeys((finding.subject, *finding.resources))
        ],
    )


def _suppressions(finding: Finding) -> Iterable[sarif_om.Suppression]:
    if taken := finding.accepted:
        yield sarif_om.Suppression(
            # Without a status it counts as accepted (3.35.3).
            kind="external",
            justification=f"{taken.reason} ({taken.owner}, until {taken.expires})",
        )


def _message(text: str) -> sarif_om.Message:
    return sarif_om.Message(text=text)


def _fingerprint(words: Iterable[str]) -> str:
    return sha256("\0".join(words).encode()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401 - an object of the model, or JSON
    """Return what SARIF says of a value: what was given, under the names of SARIF."""
    if attrs.has(type(value)):
        named = {
            field.metadata["schema_property_name"]: (getattr(value, field.name), _default(field))
            for field in attrs.fields(type(value))
        }
        return {name: _plain(given) for name, (given, default) in named.items() if given != default}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _default(field: "attrs.Attribute[Any]") -> object:
    make = getattr(field.default, "factory", None)
    return make() if make else field.default
