"""What counts as a difference, and how it is told: quick, and so part of every run of the tests."""

import pytest

from tests.longevity.synthesized import differences
from tests.longevity.variants import AWS_PROVIDER_6, CDKTN, PYTHONS, Variant

NAMESPACE = {"resource": {"a_kind": {"a_name": {"metadata": {"name": "x"}}}}}
LISTED = {"resource": {"a_kind": {"a_name": {"metadata": [{"name": "x"}]}}}}


def told(before: object, after: object) -> list[str]:
    """Return the differences of two syntheses, as people read them."""
    return sorted(map(str, differences(before, after)))


def test_the_same_has_none() -> None:
    assert told({"stacks/a": NAMESPACE}, {"stacks/a": NAMESPACE}) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"v": 1}, {"v": 2}, "*.v: 1 -> 2"),
        ({"v": 1}, {}, "*.v: 1 -> nothing"),
        ({}, {"v": None}, "*.v: nothing -> null"),
        ({"v": 1}, {"v": True}, "*.v: 1 -> true"),
        ({"v": [1, 2]}, {"v": [1, 3]}, "*.v.1: 2 -> 3"),
        ({"v": [1]}, {"v": [1, 3]}, "*.v: [1] -> [1, 3]"),
        (NAMESPACE, LISTED, "*.resource.a_kind.*.metadata: x -> [x]"),
    ],
)
def test_a_difference_is_told_once_for_all_stacks(
    before: object, after: object, expected: str
) -> None:
    stacks = ("stacks/a/cdk.tf.json", "stacks/b/cdk.tf.json")
    assert told(dict.fromkeys(stacks, before), dict.fromkeys(stacks, after)) == [expected]


@pytest.mark.parametrize("variant", [*PYTHONS, CDKTN, AWS_PROVIDER_6], ids=lambda each: each.name)
def test_a_variant_installs_each_package_once_and_by_its_hash(variant: Variant) -> None:
    text = variant.requirements.replace("\\\n", "")
    names = [line.split("==")[0] for line in text.splitlines()]
    assert len(names) == len(set(names)) > len(variant.replaced)
    assert all("--hash=sha256:" in line for line in text.splitlines())
    assert not set(names) & {*variant.replaced}
