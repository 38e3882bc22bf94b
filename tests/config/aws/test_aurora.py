import pytest

from config.aws.aurora import INSTANCE_CLASSES


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
