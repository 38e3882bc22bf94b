"""What tests of survival ask of a platform."""

from resilience.analysis import Analysis
from resilience.domains import Domain, DomainKind, Mode
from resilience.model.platform import Model
from resilience.outcomes import Outcome
from resilience.placement.before import placed
from resilience.survival.all_paths import paths_of
from resilience.survival.paths import Path, Step
from resilience.survival.survey import Survey

ZONE_A = Domain(kind=DomainKind.ZONE, name="eu-west-1a")
SHIFTED_A = Domain(kind=DomainKind.ZONE, name="eu-west-1a", mode=Mode.SHIFTED_AWAY)
FULL_A = Domain(kind=DomainKind.ZONE, name="eu-west-1a", mode=Mode.FULL)
REGION = Domain(kind=DomainKind.REGION, name="eu-west-1")
NAT_A = Domain(kind=DomainKind.RESOURCE, name="networking:aws_nat_gateway.eu-west-1a")


def paths(model: Model) -> dict[str, Path]:
    """Return the paths of a platform by their names."""
    return {path.name: path for path in paths_of(Survey(model, placed(model)))}


def step(model: Model, path: str, name: str) -> Step:
    """Return a step of a path."""
    (found,) = [each for each in paths(model)[path].steps if each.name == name]
    return found


def outcome(analysis: Analysis, path: str, domain: Domain) -> Outcome:
    """Return what becomes of a path in a domain."""
    (found,) = [each for each in analysis.paths if each.name == path]
    return analysis.outcome(found, domain)
