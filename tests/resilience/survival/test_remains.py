from resilience.outcomes import Verdict
from resilience.survival.paths import Step, Strand
from resilience.survival.remains import remains_of

ZONES = ("a", "b")
BY_ZONE = Step(
    name="way out",
    strands=tuple(Strand(name=z, elements=frozenset(), client_zone=z) for z in ZONES),
)


def test_a_step_that_is_no_promise_and_has_no_strands_breaks() -> None:
    assert remains_of(Step(name="database", guarantee="aurora-storage")).verdict is Verdict.BREAKS


def test_a_step_without_strands_rests_on_its_guarantee() -> None:
    assert remains_of(Step(name="KMS", guarantee="kms", promised=True)).verdict is Verdict.HOLDS


def test_a_step_over_pods_of_which_none_runs_breaks() -> None:
    assert remains_of(Step(name="app", workload="app")).verdict is Verdict.BREAKS


def test_each_zone_wants_a_strand_of_its_own() -> None:
    assert remains_of(BY_ZONE, {1}).lacking == ("b",)


def test_a_zone_that_is_excused_wants_none() -> None:
    assert remains_of(BY_ZONE, {1}, {"b"}).verdict is Verdict.HOLDS
