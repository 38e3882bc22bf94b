import pytest

from resilience.model.priorities import Priorities

STACK = {
    "resource": {
        "kubernetes_priority_class_v1": {
            "a": {"metadata": {"name": "usual"}, "value": 1000, "global_default": True},
            "b": {"metadata": {"name": "high"}, "value": 5000, "global_default": False},
        }
    }
}
MANIFEST = {"kind": "PriorityClass", "metadata": {"name": "charted"}, "value": 7}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("high", 5000),
        ("charted", 7),
        ("system-cluster-critical", 2_000_000_000),
        ("system-node-critical", 2_000_001_000),
        (None, 1000),
        ("", 1000),
        ("other", None),
    ],
)
def test_a_class_gives_its_value(name: str | None, value: int | None) -> None:
    assert Priorities({"k8s": STACK}, [MANIFEST]).of(name) == value


def test_other_manifests_are_no_classes() -> None:
    assert Priorities({}, [{"kind": "Job", "metadata": {"name": "job"}}]).of("job") is None


def test_without_a_default_pods_have_no_priority() -> None:
    assert Priorities({}, []).of(None) == 0


def test_a_chart_may_bring_the_default() -> None:
    assert Priorities({}, [MANIFEST | {"globalDefault": True}]).of(None) == 7
