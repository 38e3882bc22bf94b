"""Which versions of Kubernetes are out of EKS's standard support."""

from datetime import date

import pytest

from config.aws.kubernetes_versions import KUBERNETES_VERSIONS
from resilience.analysis import Analysis
from resilience.evidence import Evidence
from resilience.rules.rule import Weakness
from resilience.rules.versions import RULES
from tests.resilience.models import model

(SUPPORT,) = (rule for rule in RULES if rule.id == "kubernetes-support-ended")
BEFORE_ALL, AFTER_ALL = date(2020, 1, 1), date(2040, 1, 1)


def found(version: str, today: date = BEFORE_ALL) -> list[Weakness]:
    """Return what is weak in a cluster of a version on a day."""
    stack = {"resource": {"aws_eks_cluster": {"cluster": {"version": version}}}}
    analysis = Analysis(
        model=model(stacks={"k8s": stack}),
        paths=(),
        domains=(),
        outcomes=(),
        capacities=(),
        findings=(),
    )
    return list(SUPPORT.find(Evidence(analysis=analysis, production=True, today=today)))


@pytest.mark.parametrize("version", ["1.999", "${var.version}", "1", "latest"])
def test_a_version_is_not_called_old_that_nobody_here_knows(version: str) -> None:
    assert found(version, AFTER_ALL) == []


def test_a_version_older_than_all_that_are_known_is_out_of_support() -> None:
    (weakness,) = found("1.9")
    assert weakness.problem.endswith("1.9 ended before any that is known here")
    assert weakness.remedy == f"go up to {' or '.join(KUBERNETES_VERSIONS)}"


def test_a_version_is_supported_until_its_last_day() -> None:
    version, told = next(iter(KUBERNETES_VERSIONS.items()))
    assert found(version, date.fromisoformat(told.standard_support_ends)) == []
    assert len(found(version, AFTER_ALL)) == 1
