"""Compares the analysis with brute force on platforms that are changed by lot.

`ORACLE_MUTATIONS=1000` compares as many as one wishes; each has its number, which repeats it.
"""

import os
from random import Random

import pytest

from resilience.model.platform import Model
from tests.resilience.oracle.compare import disagreements
from tests.resilience.oracle.mutations import mutated
from tests.resilience.platforms import platform
from tests.resilience.synthesized import model_of

MUTATIONS = int(os.environ.get("ORACLE_MUTATIONS", "150"))
BATCH = 25


def found(model: Model, first: int, count: int) -> list[str]:
    """Return the disagreements on some changes of a platform, each with its number."""
    told = []
    for number in range(first, first + count):
        random = Random(number)  # noqa: S311 - no secret
        changed, names = mutated(model, random)
        told += [
            f"{number} ({names}): {each}"
            for each in disagreements(changed, random, domains=4, counted=2)
        ]
    return told


@pytest.mark.parametrize("first", range(0, MUTATIONS, BATCH))
def test_the_analysis_agrees_with_brute_force(first: int) -> None:
    assert found(platform(), first, BATCH) == []


@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_the_analysis_of_a_synthesized_environment_agrees_with_brute_force(
    environment: str,
) -> None:
    assert found(model_of(environment), MUTATIONS, max(MUTATIONS // 50, 1)) == []
