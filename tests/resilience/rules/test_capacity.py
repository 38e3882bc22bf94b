"""Pods that wait are told with what of their workload is to blame."""

from datetime import date
from typing import Any

import pytest

from resilience.analysis import Analysis
from resilience.causes.places import Aspect, OfWorkload
from resilience.evidence import Evidence
from resilience.model.pods import Workload
from resilience.rules.capacity import RULES
from resilience.rules.rule import Weakness
from tests.resilience.models import NODE_ROOM, model, workload

(WAIT,) = (rule for rule in RULES if rule.id == "pods-without-room")


def found(*workloads: Workload, **changed: Any) -> list[Weakness]:  # noqa: ANN401 - of a field
    """Return what waits when all is well."""
    analysis = Analysis(
        model=model(*workloads, **changed),
        paths=(),
        domains=(),
        outcomes=(),
        capacities=(),
        findings=(),
    )
    return list(WAIT.find(Evidence(analysis=analysis, production=True, today=date(2026, 11, 26))))


@pytest.mark.parametrize(
    ("changed", "aspect"),
    [
        ({"node_labels": {"node": frozenset({"gpu"})}}, Aspect.NODES),
        ({"tolerations": ()}, Aspect.TOLERATIONS),
        ({"each": NODE_ROOM * 2}, Aspect.REQUESTS),
        ({"replicas": 4, "apart": ("topology.kubernetes.io/zone",), "spreads": ()}, Aspect.APART),
    ],
)
def test_what_keeps_pods_from_nodes_is_the_cause(changed: dict[str, Any], aspect: Aspect) -> None:
    (weakness,) = found(workload("shop", **changed))
    assert weakness.places == (OfWorkload(key="shop/Deployment/shop", aspect=aspect),)


def test_a_daemon_set_is_told_by_nodes_that_lack_its_pod() -> None:
    agent = workload(
        "agent", kind="DaemonSet", replicas=0, max_replicas=0, each=NODE_ROOM * 2, spreads=()
    )
    (weakness,) = found(agent)
    assert weakness.problem == "nodes that are to have its pod lack it when all is well"
