from dataclasses import replace

from resilience.model.platform import Unknown
from resilience.verdict import verdict
from tests.resilience.analyses import ACCEPTED, SINGLE_NAT, analysis


def test_a_sound_platform_gets_one_sentence() -> None:
    assert verdict(analysis(ACCEPTED, single_nat=True)).count("\n") == 0


def test_open_findings_are_counted_with_the_command_that_tells_them() -> None:
    told = verdict(analysis(SINGLE_NAT, single_nat=True))
    assert told.endswith(
        "1 finding (1 high), 0 accepted risks, 1 unknown. `make resilience` tells each."
    )


def test_without_helm_it_says_how_to_get_it() -> None:
    found = analysis()
    without = Unknown(subject="helm", problem="is not installed: `make setup` builds it")
    told = verdict(replace(found, model=replace(found.model, unknowns=(without,))))
    assert told.splitlines()[1:] == ["helm is not installed: `make setup` builds it"]
