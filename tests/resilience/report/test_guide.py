"""The page of an environment: how far workloads grow while a zone is full."""

from dataclasses import replace

from resilience.report.guide import as_guide
from tests.resilience.analyses import analysis


def test_it_shows_how_far_workloads_grow_while_a_zone_is_full() -> None:
    assert "| app1/Deployment/app1 | 3 | 10 | 3 |" in as_guide(analysis())


def test_it_leaves_out_those_that_reach_their_most() -> None:
    found = analysis()
    grown = tuple(
        replace(
            each,
            ready={key: replace(it, with_new_nodes=10) for key, it in each.ready.items()},
        )
        for each in found.capacities
    )
    assert "## Growth" not in as_guide(replace(found, capacities=grown))
