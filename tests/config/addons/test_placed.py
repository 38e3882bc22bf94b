import pytest
from pydantic import ValidationError

from config.addons.placed import Controller
from config.addons.workloads import Workload


def workload(**keys: object) -> Workload:
    return Workload.model_validate({"requests": ["resources"], **keys})


def test_pods_are_a_deployments_and_placed_at_the_top_unless_told() -> None:
    found = workload()
    assert found.kind is Controller.DEPLOYMENT
    assert found.placing == (".",)
    assert found.value_paths == {}


def test_the_paths_are_those_that_a_chart_has_to_know() -> None:
    found = workload(placing=[".", "a.b"], budget="c", rollout="d", volumes="e", namespace="f")
    assert found.value_paths == {
        "placing.1": "a.b",
        "budget": "c",
        "rollout": "d",
        "volumes": "e",
        "namespace": "f",
    }


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "DaemonSet"}, {"name": "Shop"}, {"placing": ["a."]}, {"placing": [""]}, {"max": 3}],
)
def test_what_is_none_of_it_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        workload(**wrong)
