import pytest

from resilience.report.labels import pod_label, resource_label, subject_label
from resilience.words import counted, short_zone


@pytest.mark.parametrize(("count", "told"), [(1, "1 path"), (2, "2 paths"), (1200, "1,200 paths")])
def test_a_number_has_its_noun(count: int, told: str) -> None:
    assert counted(count, "path") == told


def test_a_zone_is_short_within_its_region() -> None:
    assert short_zone("eu-west-1a", "eu-west-1") == "a"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("networking:aws_nat_gateway.nat_eu-west-1a_2B92C418", "NAT gateway eu-west-1a"),
        ("networking:aws_eip.nat_address-eu-west-1a_F35B0337", "elastic IP eu-west-1a"),
        ("networking:aws_subnet.public_eu-west-1b_A7F79833", "public subnet eu-west-1b"),
        (
            "networking:aws_route_table.private-routes_table-eu-west-1c_B9CA70A9",
            "private route table eu-west-1c",
        ),
        (
            "k8s:aws_eks_node_group.nodes_apps_eu-west-1a-e9906909_node-group_DB49852B",
            "apps node group eu-west-1a",
        ),
        (
            "databases:aws_rds_cluster_instance.instances_eu-west-1a-2_536DED6E",
            "database instance eu-west-1a-2",
        ),
        ("k8s:aws_acm_certificate.certificate_3C59EBE5", "acm certificate"),
    ],
)
def test_a_resource_is_called_as_people_call_it(name: str, told: str) -> None:
    assert resource_label(name) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("app1/Deployment/app1#0", "app1 #0"),
        ("kube-system/Deployment/coredns#2", "kube-system/coredns #2"),
    ],
)
def test_a_pod_is_called_by_its_workload(name: str, told: str) -> None:
    assert pod_label(name) == told


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("app1/Deployment/app1", "app1"),
        ("networking:aws_subnet.public_eu-west-1b_A7F79833", "public subnet eu-west-1b"),
        ("eu-west-1", "eu-west-1"),
    ],
)
def test_a_subject_is_called_by_what_it_is(subject: str, told: str) -> None:
    assert subject_label(subject) == told
