import pytest

from config.aws.aurora import INSTANCE_CLASSES, ServerlessSize


@pytest.mark.parametrize(
    ("name", "connections"),
    # 4 GiB: 4 * 1024**3 // 9531392; from 45 GiB on it is the most that Aurora sets by itself.
    [("db.t4g.medium", 450), ("db.r8g.large", 1802), ("db.r7g.2xlarge", 5000)],
)
def test_connections_follow_from_the_memory(name: str, connections: int) -> None:
    assert INSTANCE_CLASSES[name].max_connections == connections


def test_every_class_knows_its_memory_and_storage() -> None:
    assert len(INSTANCE_CLASSES) == 23
    assert all(c.memory_bytes and c.local_storage_bytes for c in INSTANCE_CLASSES.values())


@pytest.mark.parametrize(
    ("min_acu", "max_acu", "connections"),
    # AWS's table for a minimum of 1 unit and more, and its bound below that.
    [(1, 1, 189), (1, 4, 823), (1, 8, 1669), (1, 16, 3360), (1, 32, 5000), (0.5, 32, 2000)],
)
def test_connections_of_a_serverless_instance_follow_from_its_largest_capacity(
    min_acu: float, max_acu: float, connections: int
) -> None:
    assert ServerlessSize.of(min_acu, max_acu).max_connections == connections


def test_a_capacity_unit_has_two_gibibytes() -> None:
    assert ServerlessSize.of(2, 1.5).memory_bytes == 3 * 1024**3
