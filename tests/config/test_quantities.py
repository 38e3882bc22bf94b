import pytest

from config.quantities import portion, quantity


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("999m", "1"),
        ("1", "1001m"),
        ("1k", "1Ki"),
        ("1023Ki", "1Mi"),
        ("1M", "1Mi"),
        ("1Gi", "1.1G"),
        ("999G", "1T"),
        ("1023Gi", "1Ti"),
        ("0.999", "1"),
        ("1T", "1Ti"),
        ("1G", "1Gi"),
        ("9", "10"),
    ],
)
def test_quantities_are_compared_by_what_they_stand_for(less: str, more: str) -> None:
    assert quantity(less) < quantity(more)


def test_equal_quantities_are_equal_in_every_unit() -> None:
    assert quantity("1500m") == quantity("1.5")
    assert quantity("1.5Gi") == quantity("1536Mi")
    assert quantity("1e3") == quantity("1k")
    assert quantity("1E") == quantity("1000P")
    assert quantity("1Ei") == quantity("1024Pi")
    assert quantity("1m") == quantity("1000u") == quantity("1000000n")


def test_a_part_of_a_pod_counts_as_it_is_asked() -> None:
    assert portion(2, 10, up=True) == 2
    assert portion("25%", 10, up=True) == 3
    assert portion("25%", 10, up=False) == 2
    assert portion("100%", 3, up=False) == 3
