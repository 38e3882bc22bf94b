from resilience.page.layout import picture
from resilience.page.picture import Box, Role
from tests.resilience.analyses import analysis


def boxes(title: str, zone: str = "eu-west-1a") -> tuple[Box, ...]:
    """Return the boxes of a layer in a zone."""
    (layer,) = [each for each in picture(analysis()).layers if each.title == title]
    return layer.cells[zone]


def pods(title: str) -> list[tuple[str, Role]]:
    """Return the pods of the first node of a layer."""
    (group,) = boxes(title)
    return [(pod.label, pod.role) for pod in group.inside[0].inside]


def test_layers_stand_as_a_request_passes_them() -> None:
    titles = [layer.title for layer in picture(analysis()).layers]
    assert titles == ["Public subnets", "Infrastructure nodes", "Apps nodes", "Database", "Network"]


def test_pods_stand_in_their_nodes_the_way_in_first() -> None:
    assert pods("Infrastructure nodes") == [
        ("nginx-ingress", Role.WAY_IN),
        ("coredns", Role.ADDON),
        ("grafana", Role.ADDON),
    ]


def test_pods_of_applications_are_told_apart() -> None:
    assert {role for _, role in pods("Apps nodes")} == {Role.APPLICATION}


def test_the_load_balancer_and_the_gateway_stand_in_the_public_subnets() -> None:
    assert [box.label for box in boxes("Public subnets")] == ["load balancer", "NAT gateway"]


def test_an_instance_of_the_database_stands_in_its_zone() -> None:
    assert [box.label for box in boxes("Database", "eu-west-1c")] == ["database instance 1"]


def test_a_node_is_as_full_as_what_it_has_least_of() -> None:
    (group,) = boxes("Apps nodes")
    # app1, app2 and kube-proxy: 300 of 1,930 millicores, 768 of 6,000 MiB.
    assert group.inside[0].fill == 300 / 1930
