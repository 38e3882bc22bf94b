"""The page in a browser: what is chosen, and what is told of it."""

from playwright.sync_api import Page, expect

from tests.resilience.analyses import SINGLE_NAT, analysis
from tests.resilience.page.conftest import Open


def choose(page: Page, name: str, index: int = 0) -> None:
    """Choose a box of the picture by what stands in it."""
    page.locator("#picture").get_by_role("button", name=name, exact=True).nth(index).click()


def panel(page: Page, title: str) -> str:
    """Return what the panel tells below a title."""
    heading = page.get_by_role("heading", name=title, exact=True)
    return page.locator("#panel section", has=heading).inner_text()


def test_a_chosen_zone_tells_which_paths_break(opened: Open) -> None:
    page = opened()
    choose(page, "eu-west-1a")
    assert "Private subnets to the internet" in panel(page, "Breaks, and is accepted")


def test_a_chosen_zone_tells_on_what_the_others_hold(opened: Open) -> None:
    page = opened()
    choose(page, "eu-west-1a")
    assert "CoreDNS: coredns #1, coredns #2" in panel(page, "Holds, on what is left")


def test_a_path_that_need_not_survive_is_told_apart(opened: Open) -> None:
    page = opened()
    choose(page, "eu-west-1a")
    told = panel(page, "Breaks, and need not survive")
    assert "People to Grafana" in told
    assert "nobody's request waits for it" in told


def test_a_chosen_zone_tells_how_many_pods_are_left(opened: Open) -> None:
    page = opened()
    choose(page, "eu-west-1a")
    row = page.locator("#panel tr", has=page.get_by_role("button", name="app1", exact=True))
    assert row.locator("td.figure").all_inner_texts() == ["3", "2", "3", "3", "2"]


def test_a_chosen_zone_tells_the_room_that_is_left(opened: Open) -> None:
    page = opened()
    choose(page, "eu-west-1a")
    told = panel(page, "Room left for further pods")
    assert "apps eu-west-1b\t700m CPU, 2,048 MiB, 90 pods\t1" in told


def test_a_weakness_is_told_with_the_line_behind_it(opened: Open) -> None:
    page = opened()
    choose(page, "NAT gateway")
    told = panel(page, "Weaknesses here")
    assert "config/environments/staging.yaml:41: network.nat_gateways" in told


def test_a_node_takes_its_pods_along(opened: Open) -> None:
    page = opened()
    choose(page, "infrastructure-0")
    expect(page.locator(".node.dead .chip")).to_have_text(["nginx-ingress", "coredns", "grafana"])


def test_a_pod_is_a_failure_too(opened: Open) -> None:
    page = opened()
    choose(page, "grafana")
    expect(page.get_by_role("heading", level=2, name="Pod monitoring/grafana #0")).to_be_visible()


def test_a_database_instance_is_one_too(opened: Open) -> None:
    page = opened()
    choose(page, "database instance 1", 2)
    assert "instance in eu-west-1a, instance in eu-west-1b" in panel(page, "Holds, on what is left")


def test_a_full_zone_breaks_nothing(opened: Open) -> None:
    page = opened()
    choose(page, "eu-west-1a")
    page.get_by_text("full", exact=True).click()
    expect(page.get_by_role("heading", name="Zone eu-west-1a is full")).to_be_visible()
    expect(page.locator("#panel .tally")).to_contain_text("0 break")


def test_the_table_of_paths_follows_the_mode(opened: Open) -> None:
    page = opened()
    row = page.locator("#paths tr", has_text="Private subnets")
    expect(row.locator("td").nth(1)).to_have_text("breaks")
    page.get_by_text("full", exact=True).click()
    expect(row.locator("td").nth(1)).to_have_text("holds")


def test_a_chosen_path_is_marked_in_the_picture(opened: Open) -> None:
    page = opened()
    page.locator("#paths").get_by_role("button", name="Names inside").click()
    expect(page.locator("#picture .on-path")).to_have_text(["coredns"] * 3)


def test_a_chosen_path_tells_what_breaks_it(opened: Open) -> None:
    page = opened()
    page.locator("#paths").get_by_role("button", name="Private subnets").click()
    told = panel(page, "Breaks, or is not known, when")
    assert "NAT gateway eu-west-1a is lost" in told


def test_a_service_of_aws_tells_which_paths_rest_on_it(opened: Open) -> None:
    page = opened()
    choose(page, "Elastic Load Balancing")
    assert "Client to app1" in panel(page, "Paths that rest on it")


def test_before_a_choice_all_findings_are_told(opened: Open) -> None:
    page = opened(analysis(SINGLE_NAT))
    assert "write `nat_gateways: per-zone`" in panel(page, "1 finding")


def test_what_is_not_known_is_told(opened: Open) -> None:
    assert "its chart cannot be had" in panel(opened(), "Not known, and so counted for nothing")


def test_what_nobody_accepts_breaks(opened: Open) -> None:
    page = opened(analysis(SINGLE_NAT, single_nat=True))
    choose(page, "eu-west-1a")
    assert "Private subnets to the internet" in panel(page, "Breaks")


def test_a_path_that_no_failure_breaks_says_so(opened: Open) -> None:
    page = opened()
    page.locator("#paths").get_by_role("button", name="Names inside").click()
    expect(page.locator("#panel")).to_contain_text("No single failure but the region's breaks it")


def test_a_request_is_marked_from_the_load_balancer_to_the_database(opened: Open) -> None:
    page = opened()
    page.locator("#paths").get_by_role("button", name="Client to app1").click()
    marked = set(page.locator("#picture .on-path").all_inner_texts())
    assert {"load balancer", "nginx-ingress", "app1", "database instance 1"} <= marked
