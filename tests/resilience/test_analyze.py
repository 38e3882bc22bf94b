from resilience.analyze import analyze
from resilience.domains import Domain, DomainKind
from tests.resilience.platforms import platform
from tests.resilience.survival.asked import NAT_A, ZONE_A


def test_an_analysis_is_the_same_each_time() -> None:
    assert analyze(platform()).outcomes == analyze(platform()).outcomes


def test_an_analysis_says_where_pods_stand_but_those_of_daemonsets() -> None:
    pods = analyze(platform()).pods
    assert pods["shop/Deployment/shop#0"] == "apps-eu-west-1a-0"
    assert not any("DaemonSet" in pod for pod in pods)


def test_the_subnet_of_a_zones_nodes_takes_them_as_the_zone_does() -> None:
    capacities = {each.domain: each for each in analyze(platform()).capacities}
    subnet = Domain(kind=DomainKind.RESOURCE, name="networking:aws_subnet.private_eu-west-1a")
    assert capacities[subnet].ready == capacities[ZONE_A].ready


def test_a_resource_without_nodes_takes_no_capacity() -> None:
    assert NAT_A not in {each.domain for each in analyze(platform()).capacities}
