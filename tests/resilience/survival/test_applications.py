from resilience.survival.applications import applications
from tests.resilience.platforms import DATABASES, platform


def test_applications_follow_from_the_values_of_their_releases() -> None:
    shop, stock = applications(platform("shop", "stock"))
    assert (shop.name, shop.hosts, shop.calls, shop.database) == (
        "shop",
        ("shop.example.com",),
        ("stock",),
        None,
    )
    assert (stock.hosts, stock.calls) == ((), ())
    assert stock.database == f"${{{DATABASES}.writer_endpoint}}"


def test_a_release_without_peers_is_no_application() -> None:
    assert "nginx-ingress" not in {each.name for each in applications(platform())}
