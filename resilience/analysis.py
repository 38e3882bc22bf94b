"""All that is known of an environment's resilience, as the reports and the page show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from resilience.ceiling import Ceiling
from resilience.domains import Domain
from resilience.findings import Finding, Severity
from resilience.model.platform import Model
from resilience.outcomes import Capacity, Outcome
from resilience.survival.paths import Path
from resilience.survival.verdicts import untouched

RANKS = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """The result of an analysis.

    Attributes:
        model: The platform.
        paths: The paths, in the order in which they are shown.
        domains: The failure domains, each in each way in which it fails.
        outcomes: What becomes of every path in the region and in every zone, and in each smaller
            domain of those paths of which it takes something. `outcome` knows of the others too.
        capacities: What is left in each domain that takes nodes or pods.
        findings: The findings, the gravest first, accepted ones included.
        pods: The name of the node of each pod when all is well, by the pod's name, such as
            `app1/Deployment/app1#0`. Pods that wait, and those of DaemonSets, are left out.
        ceilings: The figures that grow with load, each with its limit.
    """

    model: Model
    paths: tuple[Path, ...]
    domains: tuple[Domain, ...]
    outcomes: tuple[Outcome, ...]
    capacities: tuple[Capacity, ...]
    findings: tuple[Finding, ...]
    pods: Mapping[str, str] = field(default_factory=dict)
    ceilings: tuple[Ceiling, ...] = ()

    @cached_property
    def _named(self) -> dict[tuple[str, Domain], Outcome]:
        return {(outcome.path, outcome.domain): outcome for outcome in self.outcomes}

    def outcome(self, path: Path, domain: Domain) -> Outcome:
        """Return what becomes of a path when a domain fails."""
        return self._named.get((path.name, domain)) or untouched(path, domain)

    def fails(self, at: Severity) -> bool:
        """Return whether a finding of a severity, or of a graver one, is accepted by nobody."""
        grave = RANKS[: RANKS.index(at) + 1]
        return any(each.severity in grave and each.accepted is None for each in self.findings)
