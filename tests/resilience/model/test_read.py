import json
from pathlib import Path

import pytest

from config.addons.load import addon_pins
from resilience.model import read
from resilience.model.platform import Model, Unknown
from resilience.model.pods import ZONE_LABEL, Origin, Workload
from resilience.model.read import read_model
from terraform_json.order import Part
from terraform_json.types import TerraformJsonError
from tests.resilience.synthesized import model_of, synthesized

ENVIRONMENTS = ("lab", "prod", "staging")
ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c")


@pytest.fixture
def staging() -> Model:
    return model_of("staging")


def parts(model: Model, kind: str) -> dict[str, tuple[str, ...]]:
    """Return the zones of the parts of a type."""
    return {
        part.address: model.references.nodes[part]["zones"]
        for part in model.references
        if part.address.startswith(f"{kind}.")
    }


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_all_is_known_of_what_the_platform_makes(environment: str) -> None:
    assert model_of(environment).unknowns == ()


def test_a_model_says_where_the_platform_stands(staging: Model) -> None:
    assert (staging.environment, staging.region) == ("staging", "eu-west-1")
    assert staging.zones == ZONES
    assert set(staging.stacks) == {"databases", "k8s", "networking"}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize(
    "kind",
    [
        "aws_eip",
        "aws_eks_node_group",
        "aws_nat_gateway",
        "aws_rds_cluster_instance",
        "aws_subnet",
    ],
)
def test_what_the_platform_has_in_each_zone_stands_in_the_zone_of_its_name(
    environment: str, kind: str
) -> None:
    found = parts(model_of(environment), kind)
    assert found
    assert [address for address, zones in found.items() if len(zones) != 1] == []
    assert [address for address, (zone,) in found.items() if zone not in address] == []


@pytest.mark.parametrize(
    "kind", ["aws_db_subnet_group", "aws_vpc_endpoint", "kubernetes_ingress_v1"]
)
def test_what_spans_the_zones_stands_in_all(kind: str) -> None:
    assert ZONES in parts(model_of("prod"), kind).values()


def test_a_node_group_a_zone_has_its_fewest_nodes_and_its_most(staging: Model) -> None:
    apps = [each for each in staging.groups if each.name == "apps"]
    assert [(each.zones, each.min_size, each.max_size) for each in apps] == [
        ((zone,), 1, 5) for zone in ZONES
    ]


def test_nodes_that_go_are_none_when_all_is_well() -> None:
    draining = [each for each in model_of("lab").groups if each.zones == ("us-gov-west-1d",)]
    assert {each.min_size for each in draining} == {0}


def test_applications_are_rendered(staging: Model) -> None:
    found = staging.workload("app1/Deployment/app1")
    assert found
    assert found.origin is Origin.RENDERED
    assert found.replicas == 3
    assert [each.key for each in found.spreads] == [ZONE_LABEL]
    assert found.budget
    assert found.budget.least == 2


def by_table(model: Model) -> list[Workload]:
    return [each for each in model.workloads if each.origin is Origin.TABLE]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_pod_has_a_node_that_lets_it_in(environment: str) -> None:
    model = model_of(environment)
    nodes = [each.node(each.zones[0], 0) for each in model.groups if each.min_size]
    assert [
        each.key for each in model.workloads if not any(node.suits(each) for node in nodes)
    ] == []


def test_addons_are_told_by_their_tables(staging: Model) -> None:
    releases = {each.release for each in by_table(staging)}
    assert len(releases) == len(addon_pins())


def test_addons_with_several_pods_are_spread_and_have_a_budget(staging: Model) -> None:
    several = [each for each in by_table(staging) if each.replicas > 1]
    assert several
    assert [each.key for each in several if each.budget is None] == []
    assert [each.key for each in several if not (each.spreads or each.prefers_apart)] == []


def test_nginx_grows_and_has_the_budget_of_a_chart_of_ours(staging: Model) -> None:
    found = staging.workload("nginx-ingress/Deployment/nginx-ingress-controller")
    assert found
    assert (found.replicas, found.max_replicas) == (3, 10)
    assert found.budget
    assert (found.budget.name, found.budget.least) == ("nginx-disruption-budget", 2)


def test_the_pods_of_eks_are_there(staging: Model) -> None:
    found = staging.workload("kube-system/Deployment/coredns")
    assert found
    assert found.origin is Origin.AWS


def test_the_same_is_read_with_what_was_kept(tmp_path: Path) -> None:
    folder = synthesized("staging")
    first, second = (
        read_model(folder, addons=addon_pins(), charts=None, cache=tmp_path) for _ in range(2)
    )
    assert first.workloads == second.workloads == model_of("staging").workloads
    assert first.groups == second.groups


def test_without_helm_one_reason_tells_what_is_not_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(read, "_PINNED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    model = read_model(synthesized("staging"), addons=addon_pins(), charts=None, cache=None)
    assert [each.subject for each in model.unknowns] == ["helm"]
    assert "`make setup` builds it" in model.unknowns[0].problem
    assert model.workload("app1/Deployment/app1") is None


def test_a_folder_that_nobody_synthesized_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TerraformJsonError, match=r"manifest\.json"):
        read_model(tmp_path, addons={}, cache=None)


def test_a_zone_that_is_not_told_is_unknown(tmp_path: Path) -> None:
    stack = {"resource": {"aws_nat_gateway": {"a": {"subnet_id": "subnet-0123"}}}}
    (tmp_path / "one.json").write_text(json.dumps(stack))
    told = {
        "name": "one",
        "constructPath": "one",
        "dependencies": [],
        "synthesizedStackPath": "one.json",
    }
    (tmp_path / "manifest.json").write_text(json.dumps({"stacks": {"one": told}}))
    model = read_model(tmp_path, addons={}, cache=None)
    problem = "its zone is not known: 'subnet-0123' is no reference"
    assert model.unknowns == (Unknown(subject="one:aws_nat_gateway.a", problem=problem),)
    assert model.references.nodes[Part("one", "aws_nat_gateway.a")]["zones"] == ()
