from tests.resilience.platforms import platform
from tests.resilience.survival.asked import step


def test_a_pod_needs_its_node_group_zone_and_subnet() -> None:
    strand = step(platform(), "requests/shop", "shop").strands[0]
    assert strand.elements == {
        "pod:shop/Deployment/shop#0",
        "node:apps-eu-west-1a-0",
        "k8s:aws_eks_node_group.apps_eu-west-1a",
        "zone:eu-west-1a",
        "networking:aws_subnet.private_eu-west-1a",
    }


def test_a_pod_that_calls_aws_needs_the_agent_on_its_node() -> None:
    strand = step(platform(), "dns/changes", "external-dns").strands[0]
    assert "pod:kube-system/DaemonSet/eks-pod-identity-agent#3" in strand.elements


def test_a_pod_that_leads_takes_no_traffic_that_a_shift_could_move() -> None:
    found = step(platform(), "dns/changes", "external-dns")
    assert (found.takes_traffic, found.strands[0].traffic_zone) == (False, None)
