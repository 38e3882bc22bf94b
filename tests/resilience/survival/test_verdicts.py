import pytest

from resilience.analyze import analyze
from resilience.domains import Domain, DomainKind, Mode
from resilience.model.pods import Budget
from resilience.outcomes import Verdict
from terraform_json.types import Json
from tests.resilience.models import workload
from tests.resilience.platforms import platform, workloads
from tests.resilience.survival.asked import (
    FULL_A,
    NAT_A,
    REGION,
    SHIFTED_A,
    ZONE_A,
    outcome,
)


def lead_all_to_nat_gateway_a(stacks: dict[str, Json]) -> None:
    for name, block in stacks["networking"]["resource"]["aws_route"].items():
        if name != "public":
            block["nat_gateway_id"] = "${aws_nat_gateway.eu-west-1a.id}"


def lead_b_to_nat_gateway_a(stacks: dict[str, Json]) -> None:
    routes = stacks["networking"]["resource"]["aws_route"]
    routes["private_eu-west-1b"]["nat_gateway_id"] = "${aws_nat_gateway.eu-west-1a.id}"


def keep_instance_a(stacks: dict[str, Json]) -> None:
    instances = stacks["databases"]["resource"]["aws_rds_cluster_instance"]
    del instances["eu-west-1b"], instances["eu-west-1c"]


def turn_shift_off(stacks: dict[str, Json]) -> None:
    stacks["k8s"]["resource"]["aws_eks_cluster"]["main"]["zonal_shift_config"] = {}


@pytest.mark.parametrize("mode", [Mode.LOST, Mode.UNREACHABLE])
def test_every_path_that_has_to_survive_a_zone_survives_it(mode: Mode) -> None:
    analysis = analyze(platform())
    zone = Domain(kind=DomainKind.ZONE, name="eu-west-1b", mode=mode)
    broken = [
        path.name
        for path in analysis.paths
        if path.redundant and analysis.outcome(path, zone).verdict is not Verdict.HOLDS
    ]
    assert broken == []


def test_an_outcome_says_on_what_a_path_holds() -> None:
    found = outcome(analyze(platform()), "requests/shop", ZONE_A)
    assert found.holds_on["shop"] == ("shop #1", "shop #2")


def test_a_single_nat_gateway_takes_the_way_out_from_the_other_zones() -> None:
    analysis = analyze(platform(changes=[lead_all_to_nat_gateway_a]))
    found = outcome(analysis, "internet/way-out", ZONE_A)
    assert (found.verdict, found.reason) == (
        Verdict.BREAKS,
        "eu-west-1b and eu-west-1c have no way out of the private subnets",
    )


def test_a_route_to_another_zones_nat_gateway_breaks_with_that_zone() -> None:
    analysis = analyze(platform(changes=[lead_b_to_nat_gateway_a]))
    found = outcome(analysis, "internet/way-out", ZONE_A)
    assert found.reason == "eu-west-1b has no way out of the private subnets"


def test_a_resource_of_a_zone_may_fail_as_the_zone_may() -> None:
    found = outcome(analyze(platform()), "internet/way-out", NAT_A)
    assert (found.verdict, found.reason) == (
        Verdict.HOLDS,
        "eu-west-1b and eu-west-1c have the way out of the private subnets as before",
    )


def test_a_nat_gateway_that_serves_other_zones_breaks_their_way_out() -> None:
    analysis = analyze(platform(changes=[lead_b_to_nat_gateway_a]))
    assert outcome(analysis, "internet/way-out", NAT_A).verdict is Verdict.BREAKS


def test_a_database_of_one_instance_breaks_with_its_zone() -> None:
    analysis = analyze(platform(changes=[keep_instance_a]))
    found = outcome(analysis, "database/stock/writer", ZONE_A)
    assert (found.step, found.reason) == (
        "database writer",
        "the only way to the database writer is lost",
    )


def test_pods_below_what_their_budget_wants_break_a_path() -> None:
    tight = workload("shop", budget=Budget(name="shop", least=3))
    others = [each for each in workloads(("shop", "stock")) if each.name != "shop"]
    found = outcome(analyze(platform(workloads=(*others, tight))), "requests/shop", ZONE_A)
    assert found.reason == (
        "2 of 3 pods of shop are left, on eu-west-1b and eu-west-1c; its budget wants 3"
    )


def test_pods_that_find_no_node_break_a_path_in_every_zone() -> None:
    lost = workload("shop", on="nowhere")
    others = [each for each in workloads(("shop", "stock")) if each.name != "shop"]
    found = outcome(analyze(platform(workloads=(*others, lost))), "requests/shop", FULL_A)
    assert found.reason == ("0 pods of shop are left even when all is well; its budget wants 2")


def test_what_is_not_known_never_holds() -> None:
    others = [each for each in workloads(("shop", "stock")) if each.name != "external-secrets"]
    found = outcome(analyze(platform(workloads=others)), "secrets/values", FULL_A)
    assert found.verdict is Verdict.UNKNOWN


def test_a_full_zone_takes_nothing_from_a_path() -> None:
    found = outcome(analyze(platform()), "requests/shop", FULL_A)
    assert (found.verdict, found.reason) == (Verdict.HOLDS, "all that runs goes on")


def test_a_zonal_shift_keeps_requests_from_the_pods_of_a_zone() -> None:
    found = outcome(analyze(platform()), "requests/shop", SHIFTED_A)
    assert found.holds_on["shop"] == ("shop #1", "shop #2")


def test_a_shift_that_is_not_enabled_cannot_be_made() -> None:
    analysis = analyze(platform(changes=[turn_shift_off]))
    found = outcome(analysis, "requests/stock", SHIFTED_A)
    assert (found.verdict, found.reason) == (
        Verdict.HOLDS,
        "no zonal shift of CoreDNS and stock can be made: it is not enabled",
    )


def test_without_its_region_a_path_breaks() -> None:
    found = outcome(analyze(platform()), "requests/shop", REGION)
    assert (found.verdict, found.reason) == (
        Verdict.BREAKS,
        "certificate is in eu-west-1 only",
    )


def test_a_domain_names_only_the_paths_of_which_it_takes_something() -> None:
    analysis = analyze(platform())
    named = {each.path for each in analysis.outcomes if each.domain == NAT_A}
    assert "requests/shop" not in named
    assert "internet/way-out" in named


def test_a_path_that_is_not_named_goes_on_as_before() -> None:
    found = outcome(analyze(platform()), "requests/shop", NAT_A)
    assert (found.verdict, found.reason) == (Verdict.HOLDS, "it loses nothing")
