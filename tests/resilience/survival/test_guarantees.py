from urllib.parse import urlsplit

import pytest

from resilience.survival.declared.every import PATHS
from resilience.survival.guarantees import GUARANTEES, Guarantee
from resilience.survival.needs import Api, Aws

_HOSTS = {"docs.aws.amazon.com", "aws.amazon.com"}


def test_every_guarantee_that_a_path_rests_on_is_there() -> None:
    named = {need.guarantee for path in PATHS for need in path.needs if isinstance(need, Aws | Api)}
    assert named <= GUARANTEES.keys()


@pytest.mark.parametrize("guarantee", GUARANTEES.values(), ids=GUARANTEES)
def test_a_guarantee_has_its_source_at_aws(guarantee: Guarantee) -> None:
    assert urlsplit(guarantee.source).hostname in _HOSTS


@pytest.mark.parametrize("guarantee", GUARANTEES.values(), ids=GUARANTEES)
def test_a_figure_stands_in_an_agreement(guarantee: Guarantee) -> None:
    assert bool(guarantee.percent) == bool(guarantee.agreement)
