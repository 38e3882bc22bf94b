import pytest

from config.placement import place, storage_zones, take_turns, unevenness

ZONES = ["c", "a", "b"]


@pytest.mark.parametrize(("count", "zones"), [(2, "ab"), (3, "abc"), (5, "abcab")])
def test_instances_take_turns_over_the_sorted_zones(count: int, zones: str) -> None:
    assert take_turns(ZONES, count) == tuple(zones)


def test_an_id_counts_within_its_zone_only() -> None:
    assert [placement.id for placement in place("abca")] == ["a-1", "b-1", "c-1", "a-2"]


def test_the_first_of_every_zone_come_before_the_second_ones() -> None:
    tiers = {placement.id: placement.promotion_tier for placement in place("aabb")}
    assert tiers == {"a-1": 0, "a-2": 1, "b-1": 0, "b-2": 1}


@pytest.mark.parametrize("layout", ["ab", "abc", "abca"])
def test_taking_turns_is_never_uneven(layout: str) -> None:
    assert unevenness(ZONES, take_turns(ZONES, len(layout))) is None


def test_an_uneven_layout_is_counted() -> None:
    assert unevenness(ZONES, "aab") == "a 2, b 1, c 0"


@pytest.mark.parametrize(
    ("network", "written", "instances", "told"),
    [
        ("cab", None, None, "abc"),
        ("ab", None, "aab", "ab"),
        ("abc", "dcb", "bcb", "bcd"),
        ("abcd", None, "dcbd", "bcd"),
        ("abcd", None, "aab", None),
        ("abcd", None, "abcd", None),
        ("abcd", None, None, None),
    ],
)
def test_the_zones_of_the_data_are_told_by_the_file_or_are_all(
    network: str, written: str | None, instances: str | None, told: str | None
) -> None:
    assert storage_zones(network, written, instances) == (told and tuple(told))
