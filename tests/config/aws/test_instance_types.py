from typing import Any

import pytest
from moto.ec2.models.instance_types import INSTANCE_TYPES
from pydantic import TypeAdapter, ValidationError

from config.aws.instance_types import InstanceType, memory_mib, vcpus
from sandbox.joints.instance_types import pods_of_network

MOST_PODS = 250


def allowed(instance_type: str) -> bool:
    try:
        TypeAdapter(InstanceType).validate_python(instance_type)
    except ValidationError:
        return False
    return True


@pytest.fixture(scope="module")
def described() -> dict[str, dict[str, Any]]:
    """Return EC2's description of every type that is allowed."""
    found = {name: about for name, about in INSTANCE_TYPES.items() if allowed(name)}
    assert len(found) > 900
    return found


def test_the_size_of_every_type_says_how_many_cpus_it_has(
    described: dict[str, dict[str, Any]],
) -> None:
    assert {name: about["VCpuInfo"]["DefaultVCpus"] for name, about in described.items()} == {
        name: vcpus(name) for name in described
    }


def test_no_type_has_less_memory_than_its_name_says(described: dict[str, dict[str, Any]]) -> None:
    for name, about in described.items():
        assert memory_mib(name) <= about["MemoryInfo"]["SizeInMiB"], name


def test_types_of_the_series_c_m_and_r_have_just_as_much(
    described: dict[str, dict[str, Any]],
) -> None:
    for name, about in described.items():
        if name[0] in "cmr" and not name.startswith("c5n."):
            assert memory_mib(name) == about["MemoryInfo"]["SizeInMiB"], name


def test_every_type_has_addresses_for_the_most_pods_that_may_be_configured(
    described: dict[str, dict[str, Any]],
) -> None:
    for name, about in described.items():
        assert pods_of_network(about["NetworkInfo"], prefixes=True) >= MOST_PODS, name
