from resilience.domains import Domain, DomainKind, Mode
from resilience.placement.before import placed
from resilience.survival.failures import domains_of, element_of, zonal_resources
from tests.resilience.models import workload
from tests.resilience.platforms import platform, workloads


def domains(kind: DomainKind) -> list[Domain]:
    model = platform()
    return [each for each in domains_of(model, placed(model)) if each.kind is kind]


def test_each_zone_fails_in_four_ways() -> None:
    assert [each.mode for each in domains(DomainKind.ZONE)][:4] == list(Mode)


def test_resources_that_stand_in_one_zone_fail_singly() -> None:
    names = {each.name for each in domains(DomainKind.RESOURCE)}
    assert {
        "networking:aws_nat_gateway.eu-west-1a",
        "networking:aws_eip.eu-west-1a",
        "networking:aws_route_table.private_eu-west-1a",
        "networking:aws_subnet.database_eu-west-1a",
        "databases:aws_rds_cluster_instance.eu-west-1a",
        "networking:aws_vpc_endpoint.eks-auth#eu-west-1a",
    } <= names


def test_a_resource_of_several_zones_is_no_domain() -> None:
    assert "networking:aws_route_table.public" not in zonal_resources(platform())


def test_every_node_and_node_group_fails() -> None:
    assert len(domains(DomainKind.NODE)) == len(domains(DomainKind.NODE_GROUP)) == 6


def test_of_pods_that_are_alike_in_a_zone_the_first_is_judged() -> None:
    many = workload("many", replicas=6, release="helm_release.many")
    model = platform(workloads=(*workloads(("shop", "stock")), many))
    names = [each.name for each in domains_of(model, placed(model)) if "many" in each.name]
    assert names == [f"many/Deployment/many#{index}" for index in range(3)]


def test_a_zone_that_is_full_takes_nothing_away() -> None:
    full = Domain(kind=DomainKind.ZONE, name="eu-west-1a", mode=Mode.FULL)
    assert element_of(full) is None
