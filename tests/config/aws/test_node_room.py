import pytest

from config.aws.node_room import allocatable, node_room


@pytest.mark.parametrize(
    ("instance_type", "pods", "millicores", "memory"),
    [
        # As in https://karpenter.sh/docs/reference/instance-types/
        ("m7i.large", 29, 1930, 6903),
        ("r7i.large", 29, 1930, 14481),
        ("m7i.xlarge", 58, 3920, 14162),
        # 11 MiB less for each of 81 pods more.
        ("r7i.large", 110, 1930, 14481 - 11 * 81),
    ],
)
def test_a_node_has_for_pods_what_is_not_kept_for_itself(
    instance_type: str, pods: int, millicores: int, memory: int
) -> None:
    room = node_room(instance_type, pods)
    assert (room.millicores, room.memory_mib, room.pods) == (millicores, memory, pods)


def test_a_quarter_of_a_percent_is_kept_of_each_cpu_beyond_four() -> None:
    assert allocatable(vcpus=48, kernel_mib=0, max_pods=0).millicores == 48_000 - 80 - 110
