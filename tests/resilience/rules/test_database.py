"""Whose maintenance AWS may start in the same hour."""

from datetime import date

from resilience.analysis import Analysis
from resilience.evidence import Evidence
from resilience.rules.database import RULES
from resilience.rules.rule import Weakness
from terraform_json.types import Json
from tests.resilience.platforms import platform

(WINDOWS,) = (rule for rule in RULES if rule.id == "database-zones-share-maintenance-window")


def found(**windows: str) -> list[Weakness]:
    """Return what is weak where instances, by the letters of their zones, state a window."""

    def state(stacks: dict[str, Json]) -> None:
        for letter, window in windows.items():
            instance = stacks["databases"]["resource"]["aws_rds_cluster_instance"]
            instance[f"eu-west-1{letter}"]["preferred_maintenance_window"] = window

    analysis = Analysis(
        model=platform(changes=[state]),
        paths=(),
        domains=(),
        outcomes=(),
        capacities=(),
        findings=(),
    )
    evidence = Evidence(analysis=analysis, production=True, today=date(2026, 11, 26))
    return list(WINDOWS.find(evidence))


def test_instances_that_state_no_window_share_none() -> None:
    assert found() == []


def test_zones_that_state_one_window_are_found() -> None:
    (weakness,) = found(a="mon:03:00-mon:04:00", b="mon:03:00-mon:04:00")
    assert "eu-west-1a and eu-west-1b have one maintenance window" in weakness.problem
    assert len(weakness.resources) == 2
